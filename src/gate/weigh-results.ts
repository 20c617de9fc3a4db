import type { RequirementVerdict } from '../contract/decision.ts';
import type { KeptEvidence } from '../contract/evidence.ts';
import { countAttempts, type CountedAttempts, type JudgeKept } from './count-attempts.ts';
import { findStrangers, judgeResult, summarize, type Finding, type Judging } from './judge-result.ts';

/** How the reason of a failure ends that came after a pass on the same content. */
export const OUTDONE = ' (it passed before, but the newest result counts)';

/** What the results of an instance come to. */
export interface Weighed {
  readonly kind: RequirementVerdict['kind'];
  readonly reason: string;
  readonly notes: readonly string[];
  /** The result that counts; undefined: there is none. */
  readonly counts: KeptEvidence | undefined;
  /** The failures that make it one, newest first: those since it last passed, and those that used up its attempts. */
  readonly failures: readonly KeptEvidence[];
  /** Why nobody can be sure of what failed, so that no waiver counts. Default: it is sure. */
  readonly doubt?: string;
}

/** Weighs all results of an instance on one content, newest first. Pure. */
export function weighResults(results: readonly KeptEvidence[], judging: Judging): Weighed {
  const judge = rememberFindings(judging);
  const at = findVerdict(results, judge);
  const verdict = results[at];
  const later = verdict === undefined ? results : results.slice(0, at);
  const errors = later.filter(({ outcome }) => outcome === 'error');
  const isCurrent = (result: KeptEvidence): boolean => judge(result).isCurrent;
  if (verdict !== undefined && (isCurrent(verdict) || !errors.some(isCurrent))) {
    const { notes, ...weighed } = weighVerdict(verdict, { results: results.slice(at), judge, judging });
    const beside = later.find(({ outcome }) => outcome !== 'error');
    const told = [...(beside ? [noteBeside(beside, judge)] : []), ...errors.slice(0, 1).map(noteTrouble)];
    return { ...weighed, notes: [...notes, ...told], counts: verdict };
  }
  const trouble = errors.find(isCurrent) ?? errors[0];
  const none = { notes: [], failures: [] };
  if (trouble === undefined)
    return { kind: 'missing', reason: 'no result for this snapshot', counts: undefined, ...none };
  const { kind, reason } = judge(trouble);
  return { kind, reason, counts: trouble, ...none };
}

/**
 * The newest that is no error. Where that was skipped, or is of what is not declared now, a failure of what is declared that
 * no pass came after: it would be hidden, and could be waived as what it is not. -1: there is none.
 */
function findVerdict(results: readonly KeptEvidence[], judge: JudgeKept): number {
  const newest = results.findIndex(({ outcome }) => outcome !== 'error');
  const first = results[newest];
  if (first === undefined || judge(first).kind === 'invalid') return newest;
  const known = results.findIndex(
    (result) => (result.outcome === 'pass' || result.outcome === 'fail') && judge(result).isCurrent,
  );
  return results[known]?.outcome === 'fail' ? known : newest;
}

/** Most results are older than what decides: they are judged when somebody asks. */
function rememberFindings(judging: Judging): JudgeKept {
  const known = new Map<KeptEvidence, Finding>();
  return (result) => {
    const finding = known.get(result) ?? judgeResult(result, judging);
    known.set(result, finding);
    return finding;
  };
}

interface Weighing {
  /** From the verdict on, newest first. */
  readonly results: readonly KeptEvidence[];
  readonly judge: JudgeKept;
  readonly judging: Judging;
}

function weighVerdict(verdict: KeptEvidence, weighing: Weighing): Omit<Weighed, 'counts'> {
  const { results, judge, judging } = weighing;
  const { attempts = Infinity, need = 1 } = judging.rules;
  const named = nameVerdict(judge(verdict), weighing);
  const isPass = named.kind === 'pass' || named.kind === 'flaky';
  if (!isPass && named.kind !== 'fail') return { ...named, notes: [], failures: [] };
  const counted = countAttempts(results, judge, judging.rules);
  const { spent, passes } = counted;
  if (isPass && counted.isEnough) return { ...named, notes: [], failures: [] };
  if (isPass && spent === undefined) {
    const notes = named.reason === '' ? [] : [named.reason];
    const reason = `it passed ${passes} of the ${need} times that the policy asks for`;
    return { kind: 'missing', reason, notes, failures: [] };
  }
  const failures = listFailures(weighing, counted);
  const doubt = findDoubt(failures, weighing);
  const all = { failures, ...(doubt === undefined ? {} : { doubt }) };
  if (!isPass || spent === undefined) return { ...named, notes: [], ...all };
  const allowed = need === 1 ? tellAttempts(attempts) : `${attempts} attempts of which ${need} must pass`;
  const note = `it passed later (run ${verdict.runId}), but the policy allows ${allowed} at one content`;
  return { kind: 'fail', reason: tellSpent(spent, { judge, attempts, need }), notes: [note], ...all };
}

/** What came before a verdict changes what it is called. */
function nameVerdict({ kind, reason }: Finding, { results, judge }: Weighing): Pick<Weighed, 'kind' | 'reason'> {
  const older = results.slice(1);
  if (kind === 'pass') {
    const failed = older.find((result) => isFailure(result, judge));
    if (failed === undefined) return { kind, reason };
    const why = judge(failed).reason;
    return { kind: 'flaky', reason: `it failed before on the same content: ${why} (run ${failed.runId})` };
  }
  const isOutdone = older.some((result) => isPassed(result, judge));
  return { kind, reason: isOutdone ? `${reason}${OUTDONE}` : reason };
}

/** Of what is declared now; also one that nobody has signed. */
function isFailure(result: KeptEvidence, judge: JudgeKept): boolean {
  return result.outcome === 'fail' && judge(result).isCurrent;
}

function isPassed(result: KeptEvidence, judge: JudgeKept): boolean {
  return result.outcome === 'pass' && judge(result).kind === 'pass';
}

/** Those since it last passed, and those that used up the attempts. */
function listFailures({ results, judge }: Weighing, { spent = [] }: CountedAttempts): readonly KeptEvidence[] {
  const passed = results.findIndex((result) => isPassed(result, judge));
  const since = passed < 0 ? results.length : passed;
  return results.filter((result, at) => (at < since || spent.includes(result)) && isFailure(result, judge));
}

function findDoubt(failures: readonly KeptEvidence[], { judge, judging }: Weighing): string | undefined {
  for (const failure of failures) {
    const { kind, reason } = judge(failure);
    const doubt = kind === 'fail' ? (findStrangers(failure, judging) ?? findUnknown(failure)) : reason;
    if (doubt !== undefined) return doubt;
  }
  return undefined;
}

/** Beside what failed, a check whose outcome nobody knows, or trouble, which is told by its code. */
function findUnknown({ reasons }: KeptEvidence): string | undefined {
  const unknown = reasons.find((reason) => /^(?:not known: |[A-Z]{2}[A-Z_]*: )/.test(reason));
  return unknown && `beside it is what could not be found out (${unknown})`;
}

function tellSpent(
  spent: readonly KeptEvidence[],
  { judge, attempts, need }: { readonly judge: JudgeKept; readonly attempts: number; readonly need: number },
): string {
  const last = spent.at(-1);
  const why = last === undefined ? '' : judge(last).reason;
  const many = need === 1 ? ` ${attempts} times in a row` : ` ${spent.length} of ${attempts} times`;
  return `it failed${attempts === 1 ? '' : many} on this content: ${why}`;
}

function tellAttempts(attempts: number): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}

function noteBeside(result: KeptEvidence, judge: JudgeKept): string {
  return `a later result does not count: ${judge(result).reason} (run ${result.runId})`;
}

function noteTrouble({ reasons, runId }: KeptEvidence): string {
  return `a later attempt could not be run: ${summarize(reasons, 'it does not say why')} (run ${runId})`;
}
