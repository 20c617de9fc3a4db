import type { InstanceSummary } from '../../contract/events.ts';
import type { InstanceResult, RunResult } from '../../contract/result.ts';
import { hasNoChecks, NO_CHECKS } from '../explain/list-remarks.ts';
import { shortPath } from '../text/words.ts';
import { listJunitCases, type JunitCase } from './list-junit-cases.ts';

/** One JUnit test suite: an instance. */
export interface JunitSuite {
  readonly name: string;
  /** By which CI servers group instances. */
  readonly formula: string;
  readonly cases: readonly JunitCase[];
  readonly durationMs: number;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  /** Undefined values are left out. */
  readonly properties: Readonly<Record<string, string | undefined>>;
}

export interface JunitOptions {
  /** All instances that were to run; those without a result become a skipped case. */
  readonly planned: readonly InstanceSummary[];
  /** Paths below it are shown relative. */
  readonly cwd: string;
}

/**
 * The run as suites and cases. Jenkins' schema has no file and line on cases, so these stand in the failure's text.
 * Pure.
 */
export function listJunitSuites(run: RunResult, { planned, cwd }: JunitOptions): readonly JunitSuite[] {
  const done = new Set(run.instances.map((one) => one.name));
  return [
    ...run.instances.map((result): JunitSuite => ({
      name: result.name,
      formula: result.formula,
      cases: listJunitCases(result, cwd),
      durationMs: result.durationMs,
      startedAt: result.evidence?.startedAt ?? run.startedAt,
      properties: listProperties(result, cwd),
    })),
    ...planned.filter(({ name }) => !done.has(name)).map((summary) => describeMissing(summary, run.startedAt)),
  ];
}

function listProperties(result: InstanceResult, cwd: string): JunitSuite['properties'] {
  const { formula, suite, platform, evidence, phases, steps, log } = result;
  const retries = phases.reduce((sum, phase) => sum + phase.retries, 0);
  return {
    formula,
    suite,
    platform,
    snapshot: evidence?.snapshot?.id,
    'snapshot-digest': evidence?.snapshot?.digest,
    image: evidence?.image?.reference,
    'image-digest': evidence?.image?.digest,
    salt: evidence?.saltVersion ?? steps.find(({ pass }) => pass)?.pass?.saltVersion,
    'formula-digest': evidence?.formulaDigest,
    'suite-digest': evidence?.suiteDigest,
    recipe: evidence?.recipe,
    checks: hasNoChecks(result) ? NO_CHECKS : undefined,
    retries: retries > 0 ? String(retries) : undefined,
    log: log && shortPath(log, cwd),
  };
}

/** An instance that was to run and has no result. */
function describeMissing({ name, formula, suite, platform }: InstanceSummary, startedAt: string): JunitSuite {
  return {
    name,
    formula,
    cases: [{ name: 'instance', outcome: 'skip', durationMs: 0, message: 'did not finish', type: 'skip', text: '' }],
    durationMs: 0,
    startedAt,
    properties: { formula, suite, platform },
  };
}
