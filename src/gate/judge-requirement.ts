import type { DeclaredInstance, RequirementVerdict } from '../contract/decision.ts';
import type { KeptEvidence } from '../contract/evidence.ts';
import { findClockDoubts } from './find-clock-doubts.ts';
import type { GateInput } from './gate-input.ts';
import { judgeResult, summarize, type Finding, type Judging } from './judge-result.ts';

/** What is known of one instance. */
export type OwnResults = Required<Pick<GateInput, 'evidence' | 'damaged' | 'lost'>>;

/**
 * The verdict on one required instance, from its own results. Pure. The newest result that says something of the instance
 * counts, by its number: an `error` only where there is no verdict on what is declared now. What cannot be read or is
 * gone, and is newer than a pass, may have been a failure. A pass after a failure on the same content is flaky, and
 * after as many failures as the policy allows attempts it is none.
 */
export function judgeRequirement(
  instance: DeclaredInstance,
  input: OwnResults & Omit<Judging, 'instance'>,
): RequirementVerdict {
  const { name, formula, suite, platform } = instance;
  if (instance.trouble !== undefined) return unfounded(instance, instance.trouble);
  const judging = { ...input, instance };
  const results = input.evidence.filter((one) => isAbout(one, input.snapshot));
  const weighed = weigh(results.toSorted(newestFirst), judging);
  const gap = findGap(input, weighed.counts?.number ?? 0);
  const { counts } = weighed;
  const what = { instance: name, formula, suite, platform, runId: counts?.runId, finishedAt: counts?.finishedAt };
  // A failure that is known stays one, whatever came after it.
  if (gap !== undefined && weighed.kind !== 'fail') return unfounded(instance, gap);
  const notes = [
    ...weighed.notes,
    ...(gap === undefined ? [] : [gap]),
    ...(counts === undefined ? [] : findClockDoubts(counts, results, judging)),
  ];
  const remark = counts?.outcome === 'pass' && counts.proved.checks === 0 ? { remark: 'no checks' } : {};
  return { ...what, kind: weighed.kind, reason: weighed.reason, notes, ...remark, evidence: counts?.digest };
}

/** No result counts. */
function unfounded({ name, formula, suite, platform }: DeclaredInstance, reason: string): RequirementVerdict {
  const none = { runId: undefined, evidence: undefined, finishedAt: undefined };
  return { instance: name, formula, suite, platform, kind: 'error', reason, notes: [], ...none };
}

interface Weighed {
  readonly kind: RequirementVerdict['kind'];
  readonly reason: string;
  readonly notes: readonly string[];
  /** The result that counts; undefined: there is none. */
  readonly counts: KeptEvidence | undefined;
}

interface Found {
  readonly result: KeptEvidence;
  readonly finding: Finding;
}

/** `results`: newest first. */
function weigh(results: readonly KeptEvidence[], judging: Judging): Weighed {
  const found = results.map((result): Found => ({ result, finding: judgeResult(result, judging) }));
  const at = found.findIndex(({ result }) => result.outcome !== 'error');
  const verdict = found[at];
  const errors = verdict === undefined ? found : found.slice(0, at);
  if (verdict !== undefined && (verdict.finding.isCurrent || !errors.some(({ finding }) => finding.isCurrent))) {
    const named = compare(verdict.finding, found.slice(at + 1));
    const spent = findSpent(found.slice(at), judging.rules.attempts);
    const { notes, ...finding } = named.kind === 'flaky' && spent !== undefined ? spent : { ...named, notes: [] };
    return { ...finding, notes: [...notes, ...errors.slice(0, 1).map(noteTrouble)], counts: verdict.result };
  }
  const trouble = errors.find(({ finding }) => finding.isCurrent) ?? errors[0];
  if (trouble === undefined)
    return { kind: 'missing', reason: 'no result for this snapshot', notes: [], counts: undefined };
  return { ...trouble.finding, notes: [], counts: trouble.result };
}

/** What came before a verdict changes what it is called. */
function compare({ kind, reason }: Finding, older: readonly Found[]): Pick<Weighed, 'kind' | 'reason'> {
  const failed = older.find(({ result, finding }) => finding.isCurrent && result.outcome === 'fail');
  if (kind === 'pass' && failed !== undefined) {
    const { runId } = failed.result;
    return { kind: 'flaky', reason: `it failed before on the same content: ${failed.finding.reason} (run ${runId})` };
  }
  const isOutdone = kind !== 'pass' && older.some(({ finding }) => finding.kind === 'pass');
  return { kind, reason: isOutdone ? `${reason} (it passed before, but the newest result counts)` : reason };
}

/**
 * Whether all attempts at this content were used up, at any time: then it failed, and trying until it passes is no proof.
 * `found`: newest first.
 */
function findSpent(found: readonly Found[], attempts = Infinity): Omit<Weighed, 'counts'> | undefined {
  const verdicts = found.filter(({ result, finding }) => finding.isCurrent && result.outcome !== 'error').toReversed();
  let failures = 0;
  for (const { result, finding } of verdicts) {
    failures = result.outcome === 'fail' ? failures + 1 : 0;
    if (failures < attempts) continue;
    const times = attempts === 1 ? '' : ` ${attempts} times in a row`;
    const allowed = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
    return {
      kind: 'fail',
      reason: `it failed${times} on this content: ${finding.reason}`,
      notes: [
        `it passed later (run ${verdicts.at(-1)?.result.runId}), but the policy allows ${allowed} at one content`,
      ],
    };
  }
  return undefined;
}

function noteTrouble({ result }: Found): string {
  return `a later attempt could not be run: ${summarize(result.reasons, 'it does not say why')} (run ${result.runId})`;
}

/** What stands in the place of a result newer than that number. */
function findGap({ damaged, lost }: Pick<OwnResults, 'damaged' | 'lost'>, than: number): string | undefined {
  const broken = damaged.find((file) => (file.number ?? Infinity) >= than);
  if (broken !== undefined) return `the result in '${broken.file}' cannot be read: ${broken.message}`;
  const gone = lost.find((one) => one.number > than);
  if (gone === undefined) return undefined;
  return `result ${gone.number} of this instance is gone, and what it said is not known`;
}

/** Whether the result is under this snapshot's id, or of the same content under another id. */
function isAbout(result: KeptEvidence, snapshot: GateInput['snapshot']): boolean {
  return result.snapshot?.id === snapshot.id || result.snapshot?.digest === snapshot.digest;
}

/** Of two with one number, put together from two places, the one that did not pass comes first: no pass hides it. */
function newestFirst(a: KeptEvidence, b: KeptEvidence): number {
  return b.number - a.number || Number(a.outcome === 'pass') - Number(b.outcome === 'pass');
}
