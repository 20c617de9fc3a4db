import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { runProgram } from '../../src/cli/program.ts';
import type { Heard } from './attack-scene.ts';
import { fakeApp } from './fake-app.ts';
import { type WrittenRepository, writeRepository } from './write-repository.ts';

/** A project with written mirrors, and the command line in this process. Disposing removes it. */
export interface SnapshotScene extends Disposable {
  /** Absolute path of the snapshot root. */
  readonly root: string;
  /** Replaces the mirror of a member. */
  mirror(member: string, repository: WrittenRepository): Promise<void>;
  saltern(...argv: readonly string[]): Promise<Heard>;
  /** Takes a snapshot and gives its id, and whether it is new. */
  take(): Promise<{ readonly id: string; readonly created: boolean }>;
}

/** `more`: further keys of `snapshots`. Default none. */
export function snapshotScene(more: Readonly<Record<string, unknown>> = {}): SnapshotScene {
  const { cwd } = fakeApp({
    'saltern.yml': stringify({
      formula: 'none',
      'formula-name': 'demo',
      driver: 'fake',
      platforms: { here: { image: 'example/none', fake: { exec: 'host' } } },
      suites: { default: { checks: { command: { true: { 'exit-status': 0 } } } } },
      snapshots: { root: 'mirror', repositories: { '*': ['base'] }, ...more },
    }),
  });
  const root = join(cwd, 'mirror');
  const saltern: SnapshotScene['saltern'] = async (...argv) => {
    const app = fakeApp({}, { cwd });
    return { code: await runProgram(argv, app), ...app.said };
  };
  return {
    root,
    mirror: (member, repository) => writeRepository(root, member, repository),
    saltern,
    async take() {
      const { code, stdout, stderr } = await saltern('snapshot', 'create', '--json');
      if (code !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as { id: string; created: boolean };
    },
    [Symbol.dispose]() {
      makeWritable(cwd);
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}

/** Snapshots are read-only on purpose. */
function makeWritable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (lstatSync(path).isDirectory()) makeWritable(path);
  }
}
