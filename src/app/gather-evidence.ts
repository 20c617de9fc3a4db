import { resolve } from 'node:path';
import type { Project } from '../config/project.ts';
import type { ChannelPosition } from '../contract/channel-move.ts';
import { SalternError } from '../contract/errors.ts';
import type { KeptEvidence } from '../contract/evidence.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import type { GateInput } from '../gate/gate-input.ts';
import { loadPolicy } from '../gate/load-policy.ts';
import { shortPath } from '../report/text/words.ts';
import { openStore } from '../store/index.ts';
import { declareInstances } from './declare-instances.ts';
import { describeDeciding } from './describe-deciding.ts';
import { findBaseline } from './gate/find-baseline.ts';
import { findRequiredBefore } from './gate/find-required-before.ts';
import { findParent } from './gate/find-parent.ts';
import { gatherRecords } from './gate/gather-records.ts';
import { isKnownAt, readMoment } from './gate/read-moment.ts';
import { readRootFacts } from './gate/read-root-facts.ts';
import { recordsFolder } from './gate/records-folder.ts';
import { findFlakes } from './gate/find-flakes.ts';
import { findRunning } from './gate/find-running.ts';
import { judgePackages } from './gate/judge-packages.ts';
import { findSigners } from './gate/find-signers.ts';
import type { ProjectOptions } from './load-project-for.ts';
import { findStale } from './gate/find-stale.ts';
import { openRoot } from './open-root.ts';
import { planFleet, selectFleet } from './select-fleet.ts';
import type { Services } from './services.ts';

export interface GatherOptions extends ProjectOptions {
  /** The channel that may move. */
  readonly channel: string;
  /** Rules that are asked for. Default: the channel's own. */
  readonly lane?: string;
  /** Another policy than the project's: what if. Default: the project's. */
  readonly policy?: string;
  /** Where the snapshots are, as who holds its lock has opened it. Default: opened anew, as the project says. */
  readonly root?: SnapshotRoot;
  /** Another time than now, as it was typed: what if. Default: now. */
  readonly at?: string;
}

/** All that a decision rests on, and where it is from. */
export interface GatheredEvidence {
  readonly project: Project;
  readonly root: SnapshotRoot;
  readonly input: GateInput;
  /** Where the channel was before anything was read. */
  readonly position: ChannelPosition;
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
  const root = options.root ?? (await openRoot(services, project));
  const { cwd } = services;
  const gateFile = options.policy === undefined ? project.gateFile : resolve(cwd, options.policy);
  const position = await root.readPosition(options.channel);
  const policy = await loadPolicy(gateFile, cwd);
  const when = options.at === undefined ? undefined : readMoment(options.at, services.now());
  const declared = await declareInstances(plans, project.identity.directory);
  const folders = projectFolders(project.reportsDirectory);
  await using store = await openStore('files', { folders, root });
  const records = store.evidence();
  const {
    evidence: all,
    damaged,
    lost,
  } = await records.ofSnapshot(snapshot.id, snapshot.digest, {
    hasContent: policy.keys !== undefined,
  });
  const evidence = when === undefined ? all : all.filter((one) => isKnownAt(one, { time: when, now: services.now() }));
  const { channel } = options;
  const about = { policy, channel, snapshot: { id: snapshot.id, digest: snapshot.digest }, declared, evidence };
  const now = new Date(when ?? services.now());
  const { loggedAt, ...rootFacts } = await readRootFacts(root, { channel, digest: snapshot.digest, now });
  const input: GateInput = {
    ...about,
    evidence: evidence.map(withoutContent),
    ...(options.lane === undefined ? {} : { lane: options.lane }),
    by: services.user,
    members: snapshot.repositories.map(({ name }) => name),
    ...(await findStale(root, snapshot.id)),
    project: await describeDeciding(project, declared, cwd),
    running: await findRunning(folders, store.runs(), listIds(snapshot, evidence)),
    flakes: await findFlakes(services, project, evidence),
    facts: joinFacts(findSigners(policy, evidence), await judgePackages(about, { records, root })),
    damaged: damaged.map((one) => ({ ...one, file: shortPath(one.file, cwd) })),
    lost,
    ...rootFacts,
    // What if it were another time: then what has been logged since does not count.
    ...(when === undefined && loggedAt !== undefined ? { loggedAt } : {}),
    ...(await findRequiredBefore(root, channel)),
    ...(await findParent(root, { snapshot, channelAt: rootFacts.channelAt })),
    ...(await gatherRecords({ root, folder: recordsFolder({ gateFile }, policy), cwd, snapshot, policy })),
    ...(policy.channels[channel]?.baseline === true
      ? { baseline: await findBaseline({ root, store, channel, channelAt: rootFacts.channelAt }) }
      : {}),
    now,
  };
  return { project, root, input, position };
}

/** Ids that the content of a snapshot has, as far as there are results. */
function listIds({ id, digest }: GateInput['snapshot'], evidence: GateInput['evidence']): readonly string[] {
  const others = evidence.flatMap(({ snapshot }) => (snapshot?.digest === digest ? [snapshot.id] : []));
  return [...new Set([id, ...others])];
}

type Facts = NonNullable<GateInput['facts']>;

function joinFacts(one: Facts, other: Facts): Facts {
  const digests = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...digests].map((digest) => [digest, { ...one[digest], ...other[digest] }]));
}

/** Who signed it is found out: what was signed need not be kept with each decision. */
function withoutContent({ content: _content, ...evidence }: KeptEvidence): KeptEvidence {
  return evidence;
}
