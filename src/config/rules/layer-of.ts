import type { Layer } from '../layer.ts';
import type { ProjectInstance } from '../project.ts';

/**
 * The layer that decided a setting of an instance, by its key in the files; undefined for a list put together from
 * several levels.
 */
export function layerOf({ settings }: ProjectInstance, word: string): Layer | undefined {
  const setting = settings[word];
  return setting !== undefined && 'origin' in setting ? setting : undefined;
}
