import { hash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toFileName } from '../../base/text/file-name.ts';
import type { FarmDesk, FarmNews } from '../../contract/farm.ts';

/** A console, a picture: not a disk. */
export const MOST_ARTIFACT_BYTES = 32 * 2 ** 20;

/** Of what a driver keeps: `console.log`, `screen.png`. An instance's own logs have one word less. */
const ENDING = /^[a-z0-9-]+\.[a-z0-9]+$/u;

export interface ArtifactPlace {
  readonly instance: string;
  /** The folder of the run. */
  readonly directory: string;
}

/**
 * Keeps a file that a worker sent in the folder of the run; gives its absolute path. Undefined, and nothing is written:
 * its name is none of this instance's, or its bytes are not what was announced.
 */
export async function keepArtifact(
  desk: Pick<FarmDesk, 'getContent'>,
  { name, content }: Extract<FarmNews, { type: 'file' }>,
  { instance, directory }: ArtifactPlace,
): Promise<string | undefined> {
  if (!isArtifactName(name, instance) || content.bytes > MOST_ARTIFACT_BYTES) return undefined;
  const bytes = await desk.getContent(content.digest);
  if (bytes === undefined || `sha256:${hash('sha256', bytes)}` !== content.digest) return undefined;
  const path = join(directory, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

/** Whether a worker may give a file of this instance this name, relative to the folder of the run. */
export function isArtifactName(name: string, instance: string): boolean {
  const start = `log/${toFileName(instance)}.`;
  return name.startsWith(start) && ENDING.test(name.slice(start.length));
}
