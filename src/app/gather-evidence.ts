import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import type { GateInput } from '../gate/gate-input.ts';
import { loadPolicy } from '../gate/load-policy.ts';
import { shortPath } from '../report/text/words.ts';
import { openStore } from '../store/index.ts';
import { declareInstances } from './declare-instances.ts';
import { describeDeciding } from './describe-deciding.ts';
import { findSigners } from './gate/find-signers.ts';
import type { ProjectOptions } from './load-project-for.ts';
import { openRoot } from './open-root.ts';
import { planFleet, selectFleet } from './select-fleet.ts';
import type { Services } from './services.ts';

export interface GatherOptions extends ProjectOptions {
  /** The channel that may move. */
  readonly channel: string;
}

/** All that a decision rests on, and where it is from. */
export interface GatheredEvidence {
  readonly project: Project;
  readonly root: SnapshotRoot;
  readonly input: GateInput;
}

/**
 * Everything that the gate decides from: what the project's own files declare now, with the digests that results must
 * carry, and every result on the snapshot; writes nothing. Default snapshot: the latest. Throws `SNAPSHOT_NOT_FOUND`,
 * `SNAPSHOT_SOURCE`, `CONFIG_NOT_FOUND`, `POLICY_INVALID`, `EVIDENCE_DAMAGED`.
 */
export async function gatherEvidence(services: Services, options: GatherOptions): Promise<GatheredEvidence> {
  const { project, selected } = await selectFleet(services, [], { ...options, isLocalRead: false });
  const wanted = { ...project, snapshot: project.snapshot ?? 'latest' };
  const { snapshot, plans } = await planFleet(services, { project: wanted, selected });
  if (snapshot === undefined) {
    throw new SalternError('SNAPSHOT_NOT_FOUND', 'The gate needs a snapshot to judge, but there is none', {
      hint: 'Take one with `saltern snapshot create`, and test it with `saltern test`.',
    });
  }
  const root = await openRoot(services, project);
  const policy = await loadPolicy(project.gateFile, services.cwd);
  const declared = await declareInstances(plans, project.identity.directory);
  await using store = await openStore('files', { folders: projectFolders(project.reportsDirectory), root });
  const { evidence, damaged, lost } = await store.evidence().ofSnapshot(snapshot.id, snapshot.digest, {
    hasContent: policy.keys !== undefined,
  });
  const input: GateInput = {
    policy,
    channel: options.channel,
    snapshot: { id: snapshot.id, digest: snapshot.digest },
    members: snapshot.repositories.map(({ name }) => name),
    project: await describeDeciding(project, declared, services.cwd),
    declared,
    evidence,
    damaged: damaged.map((one) => ({ ...one, file: shortPath(one.file, services.cwd) })),
    lost,
    facts: findSigners(policy, evidence),
    now: new Date(services.now()),
  };
  return { project, root, input };
}
