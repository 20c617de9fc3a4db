import { didYouMeanHint } from '../base/text/did-you-mean.ts';
import { type GateDecision, USUAL_LANE } from '../contract/decision.ts';
import { SalternError } from '../contract/errors.ts';
import type { Reporter } from '../contract/events.ts';
import type { SnapshotRoot, SnapshotSummary } from '../contract/snapshot.ts';
import { choosePrevious } from '../gate/choose-return.ts';
import { keepRecord } from '../gate/decision-record.ts';
import { listMoves } from '../contract/list-moves.ts';
import type { Promotion } from '../gate/promote.ts';
import { rollback } from '../gate/rollback.ts';
import { judgeSnapshot } from './judge-snapshot.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { openRoot } from './open-root.ts';
import { openTargets } from './open-targets.ts';
import type { Services } from './services.ts';
import { tellFleet, type FleetTroubles } from './tell-fleet.ts';

export interface RollbackChannelOptions extends Omit<ProjectOptions, 'snapshot'> {
  readonly channel: string;
  /** Why; stands in the log. */
  readonly reason?: string;
  /** Snapshot to go back to. Default: where the channel was before its last promotion. */
  readonly to?: string;
  /** Whether it may go to one that failed after its promotion. Default false. */
  readonly forceTainted?: boolean;
  /** Told of the move, beside what the project has for that. Default: nobody. */
  readonly listener?: Reporter;
}

/** What came of a rollback, and what the gate says of where it went. */
export interface RolledBack extends FleetTroubles {
  readonly rollback: Promotion;
  readonly decision: GateDecision;
}

/**
 * Moves a channel back to where it was before, or to another snapshot where it once was. The gate is asked for the log
 * alone; where it cannot be asked, that is told, and the channel moves all the same. Throws `USAGE` without a reason,
 * `SNAPSHOT_NOT_FOUND` where there is nothing to go back to, and what `rollback` of the gate throws.
 */
export async function rollbackChannel(services: Services, options: RollbackChannelOptions): Promise<RolledBack> {
  const { channel, reason = '', forceTainted = false, listener } = options;
  if (reason.trim() === '') {
    throw new SalternError('USAGE', `Moving '${channel}' back needs a reason`, {
      hint: "Say why: --reason 'chrony 4.6 loses time'. It stands in the log of decisions.",
    });
  }
  const project = await loadProjectFor(services, { ...options, isLocalRead: false });
  const root = await openRoot(services, project);
  const expected = await root.readPosition(channel);
  const { id, digest } = await findReturn(root, { channel, at: expected.id, to: options.to });
  const snapshot = { id, digest };
  const { decision, inputs, trouble } = await judge(services, root, { ...options, snapshot });
  const targets = await openTargets(services, { project, root, channel });
  const kept = inputs === undefined ? {} : { inputs };
  const about = { ...kept, root, channel, decision, snapshot, by: services.user, reason, expected, targets };
  const now = new Date(services.now());
  const { value, troubles } = await tellFleet(services, { project, root, listener }, (emit) =>
    rollback({ ...about, now, toTainted: forceTainted, emit }),
  );
  const notes = [
    ...value.notes,
    ...(trouble === undefined ? [] : [`the gate could not be asked about it: ${trouble}`]),
  ];
  return { rollback: { ...value, notes }, decision, troubles };
}

async function findReturn(
  root: SnapshotRoot,
  { channel, at, to }: { readonly channel: string; readonly at: string | undefined; readonly to: string | undefined },
): Promise<SnapshotSummary> {
  if (to !== undefined) return await root.find(to);
  const moves = listMoves((await root.readAudit()).entries, channel);
  const previous = choosePrevious(moves, at);
  if (previous !== undefined) return await root.find(previous);
  if (at === undefined) {
    const known = Object.keys(await root.channels());
    throw new SalternError('SNAPSHOT_NOT_FOUND', `There is no channel '${channel}' that could go back`, {
      hint: didYouMeanHint(
        channel,
        known,
        `Channels that exist: ${known.join(', ') || 'none; `saltern promote` makes one'}.`,
      ),
    });
  }
  if (moves.length > 0 && moves.every((move) => move.to.id === at && (move.from === undefined || move.from === at))) {
    throw new SalternError('SNAPSHOT_NOT_FOUND', `'${channel}' was nowhere before it came to '${at}'`, {
      hint: `Stop it where it is: \`saltern freeze --channel ${channel} --reason …\`; or promote another snapshot.`,
    });
  }
  throw new SalternError('SNAPSHOT_NOT_FOUND', `The log does not say where '${channel}' was before`, {
    hint: 'Name a snapshot where it once was: --to SNAPSHOT.',
  });
}

/** The gate's word, for the log. Whatever keeps it from saying one must not keep the channel where it is. */
async function judge(
  services: Services,
  root: SnapshotRoot,
  options: RollbackChannelOptions & { readonly snapshot: { readonly id: string; readonly digest: string } },
): Promise<{
  readonly decision: GateDecision;
  readonly inputs: string | undefined;
  readonly trouble: string | undefined;
}> {
  const { channel, snapshot } = options;
  try {
    const judged = await judgeSnapshot(services, { ...options, snapshot: snapshot.id });
    return { decision: judged.decision, inputs: await keepRecord(root, judged), trouble: undefined };
  } catch (error) {
    services.signal.throwIfAborted();
    const trouble = error instanceof Error ? error.message : String(error);
    return { decision: noDecision(channel, snapshot, new Date(services.now())), inputs: undefined, trouble };
  }
}

/** It rests on nothing, so it allows nothing. */
function noDecision(channel: string, snapshot: GateDecision['snapshot'], now: Date): GateDecision {
  return {
    version: 1,
    decision: 'reject',
    channel,
    lane: USUAL_LANE,
    snapshot,
    blocks: [],
    policy: { file: '', digest: '' },
    project: { digest: '', overlays: [], leftOut: [] },
    at: now.toISOString(),
    requirements: [],
    notRequired: [],
    untestedMembers: [],
  };
}
