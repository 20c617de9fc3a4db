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
  /** Of all its cases, `formula.suite-platform`: what stands before the last dot is a package to CI servers. */
  readonly className: string;
  readonly cases: readonly JunitCase[];
  readonly durationMs: number;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  /** Undefined values are left out. */
  readonly properties: Readonly<Record<string, string | undefined>>;
  /** The end of its log. Default: it has none. */
  readonly log?: string | undefined;
}

export interface JunitOptions {
  /** All instances that were to run; those without a result become a skipped case. */
  readonly planned: readonly InstanceSummary[];
  /** Paths below it are shown relative. */
  readonly cwd: string;
  /** The end of each instance's log, by its name. Default none. */
  readonly logs?: ReadonlyMap<string, string>;
  /** How often each instance was tried, by its name, where that was more than once. Default: once. */
  readonly attempts?: ReadonlyMap<string, number>;
}

/** The run as suites and cases. Pure. */
export function listJunitSuites(run: RunResult, { planned, cwd, logs, attempts }: JunitOptions): readonly JunitSuite[] {
  const done = new Set(run.instances.map((one) => one.name));
  return [
    ...run.instances.map((result): JunitSuite => ({
      name: result.name,
      formula: result.formula,
      className: nameClass(result),
      cases: listJunitCases(result, cwd),
      durationMs: result.durationMs,
      startedAt: result.evidence?.startedAt ?? run.startedAt,
      properties: { ...listProperties(result, cwd), ...tellAttempts(attempts?.get(result.name)) },
      log: logs?.get(result.name),
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
    salt: (evidence?.saltVersion ?? steps.find(({ pass }) => pass)?.pass?.saltVersion) || undefined,
    'formula-digest': evidence?.formulaDigest,
    'suite-digest': evidence?.suiteDigest,
    recipe: evidence?.recipe,
    checks: hasNoChecks(result) ? NO_CHECKS : undefined,
    retries: retries > 0 ? String(retries) : undefined,
    log: log && shortPath(log, cwd),
  };
}

function tellAttempts(attempts = 1): JunitSuite['properties'] {
  return attempts > 1 ? { attempts: String(attempts) } : {};
}

/** An instance that was to run and has no result. */
function describeMissing(summary: InstanceSummary, startedAt: string): JunitSuite {
  const { name, formula, suite, platform } = summary;
  return {
    name,
    formula,
    className: nameClass(summary),
    cases: [{ name: 'instance', outcome: 'skip', durationMs: 0, message: 'did not finish', type: 'skip', text: '' }],
    durationMs: 0,
    startedAt,
    properties: { formula, suite, platform },
  };
}

/** A dot in a platform, as in `ubuntu-24.04`, must not look like the end of the package. */
function nameClass({ formula, suite, platform }: InstanceSummary): string {
  return `${formula}.${`${suite}-${platform}`.replaceAll('.', '_')}`;
}
