import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SnapshotRoot } from '../../../src/contract/snapshot.ts';
import type { Target } from '../../../src/contract/target.ts';
import { decideGate } from '../../../src/gate/decide-gate.ts';
import { type PromoteOptions, promote, type Promotion } from '../../../src/gate/promote.ts';
import { rollback, type RollbackOptions } from '../../../src/gate/rollback.ts';
import { noTargets, type ChannelTargets } from '../../../src/gate/take-back.ts';
import { openSnapshotRoot } from '../../../src/snapshot/open-snapshot-root.ts';
import { writeManifest } from '../../../src/snapshot/root/write-manifest.ts';
import { input, now, result, snapshot, ssh9 } from './fixtures.ts';

export const [OLD, NEW] = ['20261121T013000', snapshot.id];

/** A root with three snapshots that the gate lets through, and a channel that moves with targets. */
export interface MoveScene extends AsyncDisposable {
  readonly root: SnapshotRoot;
  readonly path: string;
  promote(id: string, changes?: Partial<PromoteOptions>): Promise<Promotion>;
  rollback(id: string, changes?: Partial<RollbackOptions>): Promise<Promotion>;
  /** Each decision about moves as `action result ID note`, each note as its reason. */
  log(): Promise<readonly string[]>;
}

export async function moveScene(targets: readonly Target[] = []): Promise<MoveScene> {
  const path = await mkdtemp(join(tmpdir(), 'saltern-move-'));
  for (const id of [OLD, NEW]) {
    const folder = join(path, 'snapshots', id);
    await mkdir(folder, { recursive: true });
    await writeManifest(folder, { version: 1, id, createdAt: now.toISOString(), digest: snapshot.digest, members: [] });
  }
  const lines: string[] = [];
  const real = openSnapshotRoot({ path, signal: new AbortController().signal });
  const root: SnapshotRoot = {
    ...real,
    verify: () => Promise.resolve({ digest: snapshot.digest }),
    async appendAudit(entry) {
      await real.appendAudit(entry);
      lines.push([entry.action, entry.result, entry.to.id, entry.note].join(' ').trimEnd());
    },
    async appendNote(note) {
      await real.appendNote(note);
      lines.push(note.reason);
    },
  };
  const withTargets: ChannelTargets = { ...noTargets(), targets };
  const about = (id: string) => {
    const to = { id, digest: snapshot.digest };
    const decision = { ...decideGate(input({ evidence: [result(ssh9)] })), snapshot: to };
    return { root, channel: 'stable', decision, snapshot: to, by: 'jane@ops', now, targets: withTargets };
  };
  return {
    root,
    path,
    promote: (id, changes = {}) => promote({ ...about(id), toOlder: 'as the test wants', ...changes }),
    rollback: (id, changes = {}) => rollback({ ...about(id), reason: 'it is broken', ...changes }),
    log: () => Promise.resolve([...lines]),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}
