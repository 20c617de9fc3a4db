import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { z } from 'zod';
import { statusOf } from './explain-engine-error.ts';

/** Something of the engine's machine that the container in which we run sees. */
export interface OwnMount {
  /** Path on the engine's machine. */
  readonly source: string;
  /** Path in our container, which is ours. */
  readonly destination: string;
}

/** One call of an engine: see `Engine.ask`. */
type Ask = (doing: string, call: (docker: Docker) => Promise<unknown>) => Promise<unknown>;

/** What is mounted in the container that we run in; undefined where we run in none of this engine. */
export async function findOwnMounts(ask: Ask): Promise<readonly OwnMount[] | undefined> {
  const id = findContainerId(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''));
  if (id === undefined) return undefined;
  try {
    const asked = await ask('describe our own container', (docker) => docker.getContainer(id).inspect());
    const { Mounts: mounts } = containerFacts.parse(asked);
    return mounts.map(({ Source: source, Destination: destination }) => ({ source, destination }));
  } catch (error) {
    // Of another engine.
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** The container that a process runs in, by its mounts: Docker puts the file with its name there. Pure. */
export function findContainerId(mountInfo: string): string | undefined {
  return /\/containers\/([0-9a-f]{64})\/hostname \/etc\/hostname /.exec(mountInfo)?.[1];
}

const containerFacts = z.object({
  Mounts: z.array(z.object({ Source: z.string().default(''), Destination: z.string() })),
});
