import type { DeclaredInstance } from '../../contract/decision.ts';
import type { KeptEvidence } from '../../contract/evidence.ts';
import type { NightRecord } from '../../contract/night.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { judgeResult, type Judging } from '../../gate/judge-result.ts';
import type { ChannelRules } from '../../gate/policy.ts';
import { UNKNOWN } from '../../run/evidence.ts';

/** How far one instance of a night is. */
export interface Standing {
  readonly name: string;
  /** All attempts of the night at it. */
  readonly attempts: number;
  /** Those at what is declared now, as far as they are not too old for the gate. */
  readonly tries: number;
  /** Whether one of these failed. */
  readonly hasFailed: boolean;
  /** How many of these passed. */
  readonly passes: number;
  /** What these come to: a verdict, where there is one. Default: there are none. */
  readonly newest?: { readonly outcome: Outcome; readonly runId: string };
}

export interface Stock {
  readonly record: Pick<NightRecord, 'runs' | 'instances'>;
  readonly declared: readonly DeclaredInstance[];
  /** Results on the snapshot of the night, of whatever runs. */
  readonly evidence: readonly KeptEvidence[];
  readonly judging: Omit<Judging, 'instance'>;
}

/**
 * What the night found out so far, of each declared instance: from the results of its own runs, which are kept whatever
 * ended it. What its record knows of attempts is only counted: one whose result was not kept proves nothing. Pure.
 */
export function takeStock({ record, declared, evidence, judging }: Stock): readonly Standing[] {
  const runs = new Set(record.runs);
  const own = Map.groupBy(
    evidence.filter(({ runId }) => runs.has(runId)),
    ({ instance }) => instance,
  );
  const noted = new Map(record.instances.map((one) => [one.name, one.attempts]));
  return declared.map((instance) => {
    const results = (own.get(instance.name) ?? []).toSorted((a, b) => a.number - b.number);
    return judgeStanding(instance, { results, noted: noted.get(instance.name) ?? 0, judging });
  });
}

interface Own {
  /** Oldest first. */
  readonly results: readonly KeptEvidence[];
  /** Attempts that the record knows. */
  readonly noted: number;
  readonly judging: Stock['judging'];
}

function judgeStanding(instance: DeclaredInstance, { results, noted, judging }: Own): Standing {
  const attempts = Math.max(noted, results.length);
  const found = results.map((result) => ({ result, finding: judgeResult(result, { ...judging, instance }) }));
  // An attempt of which nobody could say what content it had was one all the same; one that is too old is none.
  const tried = found.filter(
    ({ result, finding }) =>
      (finding.isCurrent && finding.kind !== 'stale') || result.formulaDigest === UNKNOWN.formulaDigest,
  );
  const verdict = tried.findLast(({ result }) => result.outcome !== 'error');
  const newest = verdict ?? tried.at(-1);
  return {
    name: instance.name,
    attempts,
    tries: tried.length,
    hasFailed: tried.some(({ result }) => result.outcome === 'fail'),
    passes: tried.filter(({ result }) => result.outcome === 'pass').length,
    ...(newest === undefined ? {} : { newest: { outcome: newest.result.outcome, runId: newest.result.runId } }),
  };
}

/** Whether there is something to find out about it, by the rules of the channel. */
export function isOpen(
  { newest, tries, passes }: Pick<Standing, 'newest' | 'tries' | 'passes'>,
  { attempts = 1, need = 1 }: Pick<ChannelRules, 'attempts' | 'need'>,
): boolean {
  return tries < attempts && (newest?.outcome !== 'pass' || passes < need);
}
