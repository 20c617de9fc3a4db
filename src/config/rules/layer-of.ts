import type { Layer } from '../layer.ts';
import type { ProjectInstance } from '../project.ts';

/** What decided a setting of an instance, by its word in the files; undefined for what is put together from several places. */
export function layerOf({ settings }: ProjectInstance, word: string): Layer | undefined {
  const setting = settings[word];
  return setting !== undefined && 'origin' in setting ? setting : undefined;
}
