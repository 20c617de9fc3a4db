import type { DeclaredInstance, RequirementVerdict } from '../contract/decision.ts';
import type { KeptEvidence } from '../contract/evidence.ts';
import { failureFingerprint } from './failure-fingerprint.ts';
import { findClockDoubts } from './find-clock-doubts.ts';
import type { GateInput } from './gate-input.ts';
import type { Judging } from './judge-result.ts';
import { weighResults } from './weigh-results.ts';

/** What is known of one instance. */
export type OwnResults = Required<Pick<GateInput, 'evidence' | 'damaged' | 'lost'>>;

export interface RequirementInput extends OwnResults, Omit<Judging, 'instance'> {
  /** The run that tests it now. Default: none does. */
  readonly running?: NonNullable<GateInput['running']>[number] | undefined;
}

/** A verdict before anybody waives it. */
export interface Judged {
  readonly verdict: RequirementVerdict;
  /** All that a waiver would have to cover, newest first. Empty: it did not fail. */
  readonly failures: readonly KeptEvidence[];
  /** Why nobody can be sure of what is wrong, so that no waiver counts. Default: it is sure. */
  readonly doubt?: string;
}

/**
 * The verdict on one required instance, from its own results. Pure. The newest result that says something of the instance
 * counts, by its number: an `error` only where there is no verdict on what is declared now, and what was skipped or is of
 * something else never in the place of a failure that no pass came after. What cannot be read or is
 * gone, and is newer than a pass, may have been a failure. A pass after a failure on the same content is flaky, and
 * after as many failures as the policy allows attempts it is none.
 */
export function judgeRequirement(instance: DeclaredInstance, input: RequirementInput): Judged {
  if (instance.trouble !== undefined) return unfounded(instance, instance.trouble);
  const judged = judgeOwn(instance, input);
  const { running } = input;
  const { kind, reason, notes } = judged.verdict;
  if (running === undefined || (kind !== 'missing' && kind !== 'stale' && kind !== 'error')) return judged;
  const before = kind === 'missing' ? [] : [`before: ${reason}`];
  // What could not be found out is waived no more because somebody tries again.
  const doubt = kind === 'error' ? { doubt: reason } : {};
  const now = `it is being tested since ${running.since} (run ${running.runId})`;
  return {
    ...judged,
    ...doubt,
    verdict: { ...judged.verdict, kind: 'running', reason: now, notes: [...before, ...notes] },
  };
}

function judgeOwn(instance: DeclaredInstance, input: RequirementInput): Judged {
  const judging = { ...input, instance };
  const results = input.evidence.filter((one) => isAbout(one, input.snapshot)).sort(newestFirst);
  const { kind, reason, counts, failures, doubt, ...weighed } = weighResults(results, judging);
  const gap = findGap(input, counts?.number ?? 0);
  // A failure that is known stays one, whatever came after it.
  if (gap !== undefined && kind !== 'fail') return unfounded(instance, gap);
  const notes = [
    ...weighed.notes,
    ...(gap === undefined ? [] : [gap]),
    ...(counts === undefined ? [] : findClockDoubts(counts, results, judging)),
  ];
  const [failure] = failures;
  const fingerprint = failure && failureFingerprint(failure);
  const verdict: RequirementVerdict = {
    ...describe(instance),
    kind,
    reason,
    notes,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(counts?.outcome === 'pass' && counts.proved.checks === 0 ? { remark: 'no checks' } : {}),
    runId: counts?.runId,
    evidence: counts?.digest,
    finishedAt: counts?.finishedAt,
  };
  const why = gap ?? doubt;
  return { verdict, failures, ...(why === undefined ? {} : { doubt: why }) };
}

/** No result counts. */
function unfounded(instance: DeclaredInstance, reason: string): Judged {
  const none = { runId: undefined, evidence: undefined, finishedAt: undefined };
  const verdict: RequirementVerdict = { ...describe(instance), kind: 'error', reason, notes: [], ...none };
  return { verdict, failures: [] };
}

function describe({ name, formula, suite, platform, owner }: DeclaredInstance) {
  return { instance: name, formula, suite, platform, ...(owner === undefined ? {} : { owner }) };
}

/** What stands in the place of a result newer than that number. */
function findGap({ damaged, lost }: Pick<OwnResults, 'damaged' | 'lost'>, than: number): string | undefined {
  const [broken] = damaged
    .filter((file) => (file.number ?? Infinity) >= than)
    .toSorted((a, b) => compareText(a.file, b.file));
  if (broken !== undefined) return `the result in '${broken.file}' cannot be read: ${broken.message}`;
  const gone = Math.max(...lost.map(({ number }) => number));
  if (!(gone > than)) return undefined;
  return `result ${gone} of this instance is gone, and what it said is not known`;
}

/** Whether the result is under this snapshot's id, or of the same content under another id. */
function isAbout(result: KeptEvidence, snapshot: GateInput['snapshot']): boolean {
  return result.snapshot?.id === snapshot.id || result.snapshot?.digest === snapshot.digest;
}

/**
 * Of two with one number, put together from two places, the one that did not pass comes first: no pass hides it. Beyond
 * that only that the order of files does not count.
 */
function newestFirst(a: KeptEvidence, b: KeptEvidence): number {
  if (a.number !== b.number) return b.number - a.number;
  return rankOf(a) - rankOf(b) || compareText(a.digest, b.digest) || compareText(a.runId, b.runId);
}

function rankOf({ outcome }: KeptEvidence): number {
  return outcome === 'fail' ? 0 : outcome === 'pass' ? 2 : 1;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
