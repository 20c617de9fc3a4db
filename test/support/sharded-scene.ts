import { cpSync, globSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attackScene, type AttackOptions, type AttackScene } from './attack-scene.ts';
import { fails, passes } from './pretended-project.ts';

/** A pretended project whose fleet was run in three shards: `s1`, `s2`, `s3` are the `.saltern` of each. */
export interface ShardedScene extends AttackScene {
  /** A copy of what the shards left, to be spoilt: relative folder with `s1`, `s2`, `s3` in it. */
  copy(): string;
}

export interface ShardedOptions extends AttackOptions {
  /** Of the runs of all shards. Default: as the scene's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called before each shard is run. */
  before?(index: number, scene: AttackScene): void;
}

/** One instance fails, `demo-bad-here` in `s1`, where `demo-e-here` is too; `demo-c-here`, … `demo-f-here` pass. */
export async function shardedScene({
  before,
  environment = {},
  ...options
}: ShardedOptions = {}): Promise<ShardedScene> {
  const suites = { bad: fails, c: passes, d: passes, e: passes, f: passes };
  const scene = await attackScene({ suites, ...options, more: { name: 'fleet', destroy: 'always', ...options.more } });
  if (options.packages !== undefined) await scene.saltern(['snapshot', 'create']);
  for (const index of [1, 2, 3]) {
    before?.(index, scene);
    await scene.saltern(['test', '--shard', `${index}/3`], { environment });
    renameSync(join(scene.directory, '.saltern'), join(scene.directory, `s${index}`));
  }
  let copies = 0;
  return {
    ...scene,
    copy() {
      const folder = `copy-${(copies += 1)}`;
      for (const shard of ['s1', 's2', 's3']) {
        cpSync(join(scene.directory, shard), join(scene.directory, folder, shard), {
          recursive: true,
          verbatimSymlinks: true,
        });
      }
      return folder;
    },
  };
}

/** Absolute path of what lies in a shard's `.saltern`; the newest where several match: `runs/*\/run.json`. */
export function inShard(saltern: string, pattern: string): string {
  const found = globSync(pattern, { cwd: saltern }).toSorted().at(-1);
  if (found === undefined) throw new Error(`nothing in '${saltern}' matches '${pattern}'`);
  return join(saltern, found);
}

/** Replaces text in these files of a shard's newest run, every time that it occurs. Throws where it occurs nowhere. */
export function forge(
  saltern: string,
  files: readonly string[],
  changes: readonly (readonly [from: string | RegExp, to: string])[],
): void {
  for (const file of files) {
    const path = inShard(saltern, file);
    const before = readFileSync(path, 'utf8');
    const after = changes.reduce((text, [from, to]) => text.replaceAll(from, to), before);
    if (after === before) throw new Error(`nothing to change in '${path}'`);
    writeFileSync(path, after);
  }
}
