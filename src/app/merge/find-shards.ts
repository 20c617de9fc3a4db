import { realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ShardRun } from '../../farm/shards/shard-run.ts';
import { shortPath } from '../../report/text/words.ts';
import { findRunFolders } from './find-run-folders.ts';
import { describe, readRun } from './read-run.ts';

/** What was found in the folders that were named. */
export interface FoundShards {
  readonly runs: readonly ShardRun[];
  /** Why something of it is no run of a shard, a sentence each. */
  readonly problems: readonly string[];
}

/** Reads the runs of shards in the folders that were named: what is no such run is a problem, and never left out. */
export async function findShards(named: readonly string[], cwd: string): Promise<FoundShards> {
  const runs: ShardRun[] = [];
  const problems: string[] = [];
  // One folder that was named twice is one: a shell's globs overlap.
  const directories = new Set<string>();
  for (const name of named) {
    try {
      // What a person names may be a link; in it, none is followed.
      const top = await realpath(resolve(cwd, name));
      const found = await findRunFolders(top);
      if (found.length === 0) problems.push(`'${name}' holds no run`);
      for (const directory of found) directories.add(directory);
    } catch (error) {
      problems.push(`'${name}' cannot be looked into: ${describe(error)}`);
    }
  }
  for (const directory of directories) {
    const folder = shortPath(directory, cwd);
    try {
      runs.push(await readShard(folder, directory));
    } catch (error) {
      problems.push(`'${folder}' cannot be merged: ${describe(error)}`);
    }
  }
  return { runs, problems };
}

async function readShard(folder: string, directory: string): Promise<ShardRun> {
  const { started, told, result, endedAt, story } = await readRun(directory);
  const { shard } = started;
  if (shard === undefined) throw new Error('it is the run of a whole, not of a shard: it was run without `--shard`');
  const base = dirname(dirname(directory));
  const { instances: results, interrupted } = result;
  return { folder, directory, base, shard, started, told, results, story, interrupted, endedAt };
}
