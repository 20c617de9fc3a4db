import { z } from 'zod';
import type { AuditEntry } from '../contract/decision.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { wasThere } from './choose-return.ts';
import { bringTargets } from './bring-targets.ts';
import { findStop } from './find-stop.ts';
import { entryOf, findDifference, findMoved, writeEntry, type MoveOptions } from './guard-move.ts';
import { listMoves } from '../contract/list-moves.ts';
import { makeMove } from './make-move.ts';
import type { Promotion } from './promote.ts';
import { settleMove } from './settle-move.ts';
import { noTargets } from './take-back.ts';

export interface RollbackOptions extends MoveOptions {
  /** Why; stands in the log. */
  readonly reason: string;
  /** Whether it may go to a snapshot that failed after its promotion. Default false. */
  readonly toTainted?: boolean;
}

/**
 * Moves a channel with its targets back to a snapshot where it was before, whatever the gate says of that one: `decision`
 * is for the log. It goes nowhere else, so it is no way round the gate. A freeze does not stop it, for it is the way out,
 * and is told; a log that was changed does, for nothing else says where the channel was. Throws what `promote` throws; a refusal is a
 * value.
 */
export async function rollback(options: RollbackOptions): Promise<Promotion> {
  const { root, channel, snapshot, by, now, reason, emit, targets = noTargets() } = options;
  const write = (result: AuditEntry['result'], from: string | undefined, note: string): Promise<void> =>
    writeEntry(options, entryOf(options, { action: 'rollback', from, result, note }));
  return root.lock(async (held) => {
    const found = await root.readPosition(channel);
    const settled = await settleMove({ ...targets, root, channel, by, now });
    const position = settled === undefined ? found : await root.readPosition(channel);
    const from = position.id;
    const { freeze, taint } = findStop(await root.readStops(), { channel, digest: snapshot.digest, now });
    const refusal =
      findMoved(options, found) ??
      (await findUnknown(options, from)) ??
      (options.toTainted === true || taint === undefined
        ? undefined
        : `${taint}; '--force-tainted' goes there all the same`) ??
      (await findDifference(options, (why) => write('refused', from, why)));
    const before = settled === undefined ? [] : [settled];
    if (refusal !== undefined) {
      await write('refused', from, refusal);
      return { kind: 'refused', channel, from, reason: refusal, notes: before };
    }
    const notes = [...before, ...(freeze === undefined ? [] : [`${freeze}; a rollback is let through`])];
    if (from === snapshot.id) {
      await write('unchanged', from, reason);
      const brought = await bringTargets({ ...targets, root, channel, by, now, position, to: snapshot });
      return { kind: 'unchanged', channel, to: snapshot.id, notes: [...notes, ...brought] };
    }
    const entry = entryOf(options, { action: 'rollback', from, result: 'promoted', note: reason });
    const about = { ...targets, root, held, channel, position, to: snapshot, by, now };
    const lines = await makeMove({ ...about, entry, write: (one) => writeEntry(options, one) });
    emit?.({ type: 'channel-moved', channel, from, to: snapshot, by });
    return { kind: 'promoted', channel, from, to: snapshot.id, notes: [...notes, ...lines] };
  });
}

async function findUnknown(
  { root, channel, snapshot }: RollbackOptions,
  from: string | undefined,
): Promise<string | undefined> {
  if (from === snapshot.id) return undefined;
  // The log alone says where it was.
  const { trouble } = await root.auditState();
  if (trouble !== undefined) return `${trouble}; so nobody knows where ${channel} was`;
  const moves = listMoves((await root.readAudit()).entries, channel);
  if (wasThere(moves, snapshot, await findBefore(root, moves[0]))) return undefined;
  return `${channel} was never at '${snapshot.id}' with this content, as the log has it; \`saltern promote\` goes to what is new`;
}

/** The content where the channel was when it was decided to move it first: of that the log itself has no more than the id. */
async function findBefore(
  root: Pick<SnapshotRoot, 'readDecision'>,
  first: AuditEntry | undefined,
): Promise<string | undefined> {
  if (first?.inputs === undefined || first.from === undefined) return undefined;
  const kept = await root.readDecision(first.inputs).catch(() => undefined);
  const { channelAt } = beforeSchema.safeParse(kept).data?.input ?? {};
  return channelAt?.id === first.from ? channelAt.digest : undefined;
}

const beforeSchema = z.object({ input: z.object({ channelAt: z.object({ id: z.string(), digest: z.string() }) }) });
