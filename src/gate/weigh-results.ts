import type { RequirementVerdict } from '../contract/decision.ts';
import type { KeptEvidence } from '../contract/evidence.ts';
import { countAttempts, type CountedAttempts, type Found } from './count-attempts.ts';
import { findStrangers, judgeResult, summarize, type Finding, type Judging } from './judge-result.ts';

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
  const found = results.map((result): Found => ({ result, finding: judgeResult(result, judging) }));
  const at = found.findIndex(({ result }) => result.outcome !== 'error');
  const verdict = found[at];
  const errors = verdict === undefined ? found : found.slice(0, at);
  if (verdict !== undefined && (verdict.finding.isCurrent || !errors.some(({ finding }) => finding.isCurrent))) {
    const { notes, ...weighed } = weighVerdict(verdict, found.slice(at), judging);
    return { ...weighed, notes: [...notes, ...errors.slice(0, 1).map(noteTrouble)], counts: verdict.result };
  }
  const trouble = errors.find(({ finding }) => finding.isCurrent) ?? errors[0];
  const none = { notes: [], failures: [] };
  if (trouble === undefined)
    return { kind: 'missing', reason: 'no result for this snapshot', counts: undefined, ...none };
  return { kind: trouble.finding.kind, reason: trouble.finding.reason, counts: trouble.result, ...none };
}

/** `found`: all from that verdict on, newest first. */
function weighVerdict(verdict: Found, found: readonly Found[], judging: Judging): Omit<Weighed, 'counts'> {
  const { rules } = judging;
  const named = nameVerdict(verdict.finding, found.slice(1));
  const isPass = named.kind === 'pass' || named.kind === 'flaky';
  if (!isPass && named.kind !== 'fail') return { ...named, notes: [], failures: [] };
  const counted = countAttempts(found, rules);
  const failed = listFailures(found, counted);
  const failures = failed.map(({ result }) => result);
  const doubts = failed.flatMap(({ result, finding }) =>
    finding.kind === 'fail' ? (findStrangers(result, judging) ?? []) : [finding.reason],
  );
  const doubt = doubts[0] === undefined ? {} : { doubt: doubts[0] };
  const { attempts = Infinity, need = 1 } = rules;
  if (isPass && counted.spent !== undefined) {
    const reason = tellSpent(found, counted.spent, { attempts, need });
    const allowed = need === 1 ? tellAttempts(attempts) : `${attempts} attempts of which ${need} must pass`;
    const note = `it passed later (run ${verdict.result.runId}), but the policy allows ${allowed} at one content`;
    return { kind: 'fail', reason, notes: [note], failures, ...doubt };
  }
  if (isPass && !counted.isEnough) {
    const notes = named.reason === '' ? [] : [named.reason];
    const reason = `it passed ${counted.passes} of the ${need} times that the policy asks for`;
    return { kind: 'missing', reason, notes, failures: [] };
  }
  return isPass ? { ...named, notes: [], failures: [] } : { ...named, notes: [], failures, ...doubt };
}

/** What came before a verdict changes what it is called. */
function nameVerdict({ kind, reason }: Finding, older: readonly Found[]): Pick<Weighed, 'kind' | 'reason'> {
  const failed = older.find(isFailure);
  if (kind === 'pass' && failed !== undefined) {
    const { runId } = failed.result;
    return { kind: 'flaky', reason: `it failed before on the same content: ${failed.finding.reason} (run ${runId})` };
  }
  const isOutdone = kind !== 'pass' && older.some(({ finding }) => finding.kind === 'pass');
  return { kind, reason: isOutdone ? `${reason} (it passed before, but the newest result counts)` : reason };
}

/** Of what is declared now; also one that nobody has signed. */
function isFailure({ result, finding }: Found): boolean {
  return finding.isCurrent && result.outcome === 'fail';
}

/** Those since it last passed, and those that used up the attempts. */
function listFailures(found: readonly Found[], { spent = [] }: CountedAttempts): readonly Found[] {
  const passed = found.findIndex(({ finding }) => finding.kind === 'pass');
  return found.filter((one, at) => isFailure(one) && (passed < 0 || at < passed || spent.includes(one.result)));
}

function tellSpent(
  found: readonly Found[],
  spent: readonly KeptEvidence[],
  { attempts, need }: { readonly attempts: number; readonly need: number },
): string {
  const last = spent.at(-1);
  const why = found.find(({ result }) => result === last)?.finding.reason ?? '';
  const times =
    attempts === 1 ? '' : need === 1 ? ` ${attempts} times in a row` : ` ${spent.length} of ${attempts} times`;
  return `it failed${times} on this content: ${why}`;
}

function tellAttempts(attempts: number): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}

function noteTrouble({ result }: Found): string {
  return `a later attempt could not be run: ${summarize(result.reasons, 'it does not say why')} (run ${result.runId})`;
}
