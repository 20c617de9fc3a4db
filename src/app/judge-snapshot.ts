import { withinSignal } from '../base/wait/within-signal.ts';
import type { Project } from '../config/project.ts';
import type { GateDecision } from '../contract/decision.ts';
import { SalternError } from '../contract/errors.ts';
import type { Reporter } from '../contract/events.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { SnapshotDiff, SnapshotRoot } from '../contract/snapshot.ts';
import { decideGate } from '../gate/decide-gate.ts';
import { loadPolicy } from '../gate/load-policy.ts';
import { recordDecision } from '../gate/record-decision.ts';
import { shortPath } from '../report/text/words.ts';
import { diffSnapshots } from '../snapshot/diff-snapshots.ts';
import { openStore } from '../store/index.ts';
import { declareInstances } from './declare-instances.ts';
import { describeDeciding } from './describe-deciding.ts';
import type { ProjectOptions } from './load-project-for.ts';
import { openRoot } from './open-root.ts';
import { planFleet, selectFleet } from './select-fleet.ts';
import type { Services } from './services.ts';
import { tellFleet, type FleetTroubles } from './tell-fleet.ts';

export interface JudgeOptions extends ProjectOptions {
  /** The channel that may move. */
  readonly channel: string;
  /** Told of decisions and moves, beside what the project has for that. Default: nobody. */
  readonly listener?: Reporter;
}

/** A decision, with what it is about. */
export interface JudgedSnapshot {
  readonly project: Project;
  readonly root: SnapshotRoot;
  readonly decision: GateDecision;
  /** Where the channel is; undefined when there is no such channel. */
  readonly channelAt: string | undefined;
}

/**
 * Decides whether the snapshot may be promoted, and logs the decision in the root. Throws `SNAPSHOT_NOT_FOUND`, `BUSY`.
 */
export async function checkSnapshot(
  services: Services,
  options: JudgeOptions,
): Promise<JudgedSnapshot & FleetTroubles> {
  const judged = await judgeSnapshot(services, options);
  const { project, root, decision } = judged;
  const now = new Date(services.now());
  const { troubles } = await tellFleet(services, { project, root, listener: options.listener }, (emit) =>
    recordDecision({ root, decision, by: services.user, now, emit }),
  );
  return { ...judged, troubles };
}

/**
 * Decides from the evidence about every instance that the project declares now; writes nothing. The project is what its
 * own files say, and overlays that were asked for: not what one machine's `saltern.local.yml` makes of it. Default
 * snapshot: the latest.
 */
export function judgeSnapshot(services: Services, options: JudgeOptions): Promise<JudgedSnapshot> {
  // It only reads: whoever interrupts it need not wait for a drive that does not answer.
  return withinSignal(judge(services, options), services.signal);
}

async function judge(services: Services, options: JudgeOptions): Promise<JudgedSnapshot> {
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
  const { evidence, damaged, lost } = await store.evidence().ofSnapshot(snapshot.id, snapshot.digest);
  const decision = decideGate({
    policy,
    channel: options.channel,
    snapshot: { id: snapshot.id, digest: snapshot.digest },
    members: snapshot.repositories.map(({ name }) => name),
    project: await describeDeciding(project, declared, services.cwd),
    declared,
    evidence,
    damaged: damaged.map((one) => ({ ...one, file: shortPath(one.file, services.cwd) })),
    lost,
    now: new Date(services.now()),
  });
  return { project, root, decision, channelAt: await root.readChannel(options.channel) };
}

/**
 * What would change for machines that follow the channel; undefined when it is new, or is there already, or points to a
 * snapshot that is gone.
 */
export async function diffFromChannel({
  root,
  decision,
  channelAt,
}: JudgedSnapshot): Promise<SnapshotDiff | undefined> {
  const { id } = decision.snapshot;
  if (channelAt === undefined || channelAt === id) return undefined;
  if (!(await root.list()).some((snapshot) => snapshot.id === channelAt)) return undefined;
  return diffSnapshots(await root.read(channelAt), await root.read(id));
}
