import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateDecision } from '../../src/contract/decision.ts';
import type { SnapshotRoot } from '../../src/contract/snapshot.ts';
import type { TakenMember } from '../../src/contract/target.ts';
import { promote, type Promotion } from '../../src/gate/promote.ts';
import type { ChannelTargets } from '../../src/gate/take-back.ts';
import { openTarget } from '../../src/gate/targets/index.ts';
import { openSnapshotRoot } from '../../src/snapshot/open-snapshot-root.ts';
import { LAYOUT } from '../../src/snapshot/root/snapshot-layout.ts';
import { writeManifest } from '../../src/snapshot/root/write-manifest.ts';

/** A channel with targets, plain enough to be handed to another process. */
export interface PromoteScene {
  /** Absolute folder of the snapshot root. */
  readonly root: string;
  readonly targets: readonly { readonly name: string; readonly config: unknown }[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const MEMBERS = ['base', 'extras'];
const DIGEST = 'sha256:same';

/** Snapshots with two members that hold nothing, and were `taken` from somewhere. Default: nobody knows where. */
export async function writeSnapshots(
  root: string,
  ids: readonly string[],
  taken: (id: string) => readonly TakenMember[] = () => MEMBERS.map((name) => ({ name, metadataDigest: DIGEST })),
): Promise<void> {
  for (const id of ids) {
    for (const member of MEMBERS) await mkdir(LAYOUT.member(root, id, member), { recursive: true });
    const members = taken(id).map((one) => ({ ...one, contentDigest: DIGEST, packages: [] }));
    const createdAt = '2026-11-22T01:30:00.000Z';
    await writeManifest(LAYOUT.snapshot(root, id), { version: 1, id, createdAt, digest: DIGEST, members });
  }
}

/** Its root, whose snapshots all count as whole, and its targets. */
export async function openScene(scene: PromoteScene): Promise<{
  readonly root: SnapshotRoot;
  readonly targets: ChannelTargets;
}> {
  const { root: path, environment } = scene;
  const { signal } = new AbortController();
  const real = openSnapshotRoot({ path, signal });
  const place = { channel: 'stable', directory: join(path, '..'), cacheDirectory: path, environment };
  return {
    root: { ...real, verify: () => Promise.resolve({ digest: DIGEST }) },
    targets: {
      targets: await Promise.all(scene.targets.map((one) => openTarget(one, place))),
      context: {
        signal,
        locate: (id, member) => LAYOUT.member(path, id, member),
        taken: async (id) => (await real.find(id)).members,
        members: async (id) => (await real.find(id)).members.map(({ name }) => name),
        notes: LAYOUT.targetNotes(path, 'stable'),
      },
    },
  };
}

/** Promotes a snapshot that the gate lets through. */
export async function promoteIn(scene: PromoteScene, id: string): Promise<Promotion> {
  const { root, targets } = await openScene(scene);
  const now = new Date();
  const snapshot = { id, digest: DIGEST };
  const decision = yes(snapshot, now);
  return await promote({ root, targets, channel: 'stable', decision, snapshot, by: 'jane@ops', now });
}

function yes(snapshot: GateDecision['snapshot'], now: Date): GateDecision {
  const met = { instance: 'a', formula: 'a', suite: 'a', platform: 'a', kind: 'pass', reason: '', notes: [] } as const;
  const found = { runId: undefined, evidence: undefined, finishedAt: undefined };
  return {
    version: 1,
    decision: 'promote',
    channel: 'stable',
    lane: 'usual',
    snapshot,
    blocks: [],
    policy: { file: 'gate.yml', digest: DIGEST },
    project: { digest: DIGEST, overlays: [], leftOut: [] },
    at: now.toISOString(),
    requirements: [{ ...met, ...found }],
    notRequired: [],
    untestedMembers: [],
  };
}
