import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { runFolder, type RunFolder } from '../../contract/project-folders.ts';
import { wrapWriteTrouble } from '../../contract/write-trouble.ts';
import type { InstanceResult } from '../../contract/result.ts';
import type { ShardRun } from '../../farm/shards/shard-run.ts';

/** Where the files of each result are now, by their paths on the machine that wrote them. */
export type BroughtFiles = ReadonlyMap<string, string>;

/**
 * Copies the logs of the shards' instances, and what drivers kept of them, into the folder of one run. What did not come with
 * its shard, or is no plain file there, is left out and told: no verdict depends on it. Throws `NO_SPACE`, `INTERNAL`.
 */
export async function bringFiles(
  runs: readonly ShardRun[],
  { logs, ...target }: RunFolder,
  tell: (line: string) => void,
): Promise<BroughtFiles> {
  const brought = new Map<string, string>();
  await mkdir(logs, { recursive: true }).catch((cause: unknown) => {
    throw wrapWriteTrouble(logs, cause);
  });
  for (const run of runs) {
    for (const result of run.results) {
      const events = runFolder(run.directory).ndjson(result.name);
      await bringFile(events, target.ndjson(result.name));
      for (const file of listFiles(result)) {
        const inner = relative(run.started.directory, file);
        const to = join(target.directory, inner);
        const isInner = !isAbsolute(inner) && relative(logs, to) !== '' && !relative(logs, to).startsWith('..');
        const why = isInner ? await bringFile(join(run.directory, inner), to) : 'it is not in the folder of its run';
        if (why === undefined) brought.set(file, to);
        else tell(`'${inner}' of '${run.folder}' was left out: ${why}`);
      }
    }
  }
  return brought;
}

function listFiles({ log, artifacts = [] }: InstanceResult): readonly string[] {
  return [...(log === undefined ? [] : [log]), ...artifacts];
}

/** Why it was not: undefined, it was. */
async function bringFile(from: string, to: string): Promise<string | undefined> {
  const found = await lstat(from).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  });
  if (found === undefined) return 'it did not come with its shard';
  if (!found.isFile()) return 'it is no plain file';
  // The folder that it lies in may be a link as well.
  if ((await realpath(from)) !== from) return 'its folder is a link';
  if (found.size > MOST_BYTES.log) return 'it is too large';
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    return undefined;
  } catch (cause) {
    throw wrapWriteTrouble(to, cause);
  }
}
