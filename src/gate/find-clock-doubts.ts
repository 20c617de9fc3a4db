import { CLOCK_SKEW_MS } from '../contract/clock-skew.ts';
import { parseSnapshotId, toSnapshotTime } from '../contract/snapshot-id.ts';
import type { KeptEvidence } from '../contract/evidence.ts';
import type { GateInput } from './gate-input.ts';
import type { Judging } from './judge-result.ts';

/** Results of one instance that came one after the other differ by less, if their clocks are right. */
const ORDER_SKEW_MS = 60_000;

/**
 * Why the time of the result that counts cannot be right, one line each. Pure. Times decide nothing but a result's age;
 * a clock that was turned is told all the same.
 */
export function findClockDoubts(
  counts: KeptEvidence,
  results: readonly KeptEvidence[],
  { now }: Pick<Judging, 'now'>,
): readonly string[] {
  const { number, startedAt, finishedAt, snapshot } = counts;
  const [started, finished] = [Date.parse(startedAt), Date.parse(finishedAt)];
  // As text first: there are many results, most are in order, and to read a time takes long.
  const later = results.find(
    (one) =>
      one.number < number &&
      !isTextBefore(one.finishedAt, finishedAt) &&
      Date.parse(one.finishedAt) > finished + ORDER_SKEW_MS,
  );
  const earlier = results.find(
    (one) =>
      one.number > number &&
      !isTextBefore(finishedAt, one.finishedAt) &&
      Date.parse(one.finishedAt) < finished - ORDER_SKEW_MS,
  );
  const twin = results.find((one) => one !== counts && one.number === number);
  const taken = takenAt(snapshot?.id);
  const doubts: readonly (string | false | undefined)[] = [
    later &&
      `a clock was turned: result ${later.number} came before result ${number} and is of a later time (${later.finishedAt})`,
    earlier &&
      `a clock was turned: result ${earlier.number} came after result ${number} and is of an earlier time (${earlier.finishedAt})`,
    twin &&
      `two results have the number ${number}, runs ${counts.runId} and ${twin.runId}: which came first is not known`,
    finished > now.getTime() + CLOCK_SKEW_MS && `a clock is wrong: the result is from the future (${finishedAt})`,
    started > finished + CLOCK_SKEW_MS && `a clock was turned: the result ended before it began (${startedAt})`,
    taken !== undefined &&
      finished < taken - CLOCK_SKEW_MS &&
      `a clock was turned: the result is older (${finishedAt}) than its snapshot`,
  ];
  return doubts.filter((doubt) => typeof doubt === 'string');
}

/** That the log goes on to a time which is still to come, a line. Pure. */
export function findLogDoubts({ loggedAt, now }: Pick<GateInput, 'loggedAt' | 'now'>): readonly string[] {
  if (loggedAt === undefined || !(Date.parse(loggedAt) > now.getTime() + CLOCK_SKEW_MS)) return [];
  return [`a clock was turned: the log has a line of ${loggedAt}, and it is ${now.toISOString()} now`];
}

/** Whether two times are written alike, and one is before the other for certain. */
function isTextBefore(a: string, b: string): boolean {
  return a.length === 24 && b.length === 24 && a.endsWith('Z') && b.endsWith('Z') && a <= b;
}

/** When the snapshot was taken, ms since the epoch; undefined where its id does not say. */
function takenAt(id: string | undefined): number | undefined {
  const time = id === undefined ? undefined : parseSnapshotId(id)?.time;
  return time === undefined ? undefined : Date.parse(toSnapshotTime(time));
}
