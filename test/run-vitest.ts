import type { TestCase, TestModule } from 'vitest/node';
import { ROOT } from './root.ts';

/** What came of the tests. */
export interface Tally {
  readonly passed: number;
  /** Tests, files that could not be run to their end, and errors that no test caught: name, and what it said. */
  readonly failed: readonly Failure[];
  /** `test/a.test.ts > a title`, of each that did not run. */
  readonly skipped: readonly string[];
  /** Those that failed once and passed when they were tried again, and what was said the first time. Default: none. */
  readonly retried?: readonly Failure[];
}

export interface Failure {
  readonly name: string;
  /** What was said of it; may have several lines, may be empty. */
  readonly message: string;
}

/** Lines of one message at the end; all of it stands further up. */
const MOST_LINES = 12;
const MOST_CHARACTERS = 300;

/** Runs the tests of the named projects of `vitest.config.ts`; `filters` are parts of paths. Default: all. */
export async function runVitest(projects: readonly string[], filters: readonly string[] = []): Promise<Tally> {
  const { startVitest } = await import('vitest/node');
  const vitest = await startVitest('test', [...filters], {
    root: ROOT,
    watch: false,
    project: [...projects],
    passWithNoTests: false,
    // An `.only` that somebody forgot skips the others of its file.
    allowOnly: false,
  });
  const tally = count(vitest.state.getTestModules());
  const uncaught = vitest.state.getUnhandledErrors().map((error) => ({ name: 'no test caught', message: tell(error) }));
  await vitest.close();
  return { ...tally, failed: [...tally.failed, ...uncaught] };
}

function count(modules: readonly TestModule[]): Tally {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const broken = modules.filter((module) => module.errors().length > 0);
  const of = (...states: readonly string[]) => tests.filter((test) => states.includes(test.result().state));
  return {
    passed: of('passed').length,
    failed: [
      ...of('failed').map(toFailure),
      ...broken.map((module) => ({ name: module.relativeModuleId, message: module.errors().map(tell).join('\n') })),
    ],
    skipped: of('skipped', 'pending').map(nameOf),
    retried: tests.filter((test) => test.diagnostic()?.flaky === true).map(toFailure),
  };
}

function toFailure(test: TestCase): Failure {
  return { name: nameOf(test), message: (test.result().errors ?? []).map(tell).join('\n') };
}

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

function tell(error: unknown): string {
  const { message, diff } =
    typeof error === 'object' && error !== null
      ? { message: '', diff: '', ...error }
      : { message: String(error), diff: '' };
  return [message, diff].filter(Boolean).join('\n');
}

/**
 * What stands at the end: each test that did not run, `notes`, each that failed, and the line that counts. A log of CI
 * is often kept from its end only, so the end has to say why. Pure.
 */
export function renderTally({ passed, failed, skipped, retried = [] }: Tally, notes: readonly string[] = []): string {
  return [
    ...skipped.map((name) => `skipped: ${name}`),
    ...notes,
    ...retried.flatMap((one) => renderFailure('passed only when tried again', one)),
    ...failed.flatMap((one) => renderFailure('failed', one)),
    `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
  ].join('\n');
}

function renderFailure(what: string, { name, message }: Failure): readonly string[] {
  return [`${what}: ${name}`, ...shorten(message).map((line) => `  | ${line}`)];
}

function shorten(message: string): readonly string[] {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const left = lines.length - MOST_LINES;
  const shown = lines.slice(0, MOST_LINES).map((line) => line.slice(0, MOST_CHARACTERS));
  return left > 0 ? [...shown, `… ${left} more lines`] : shown;
}

/** Exit code: nothing that passed is no success. Pure. */
export function judgeTally({ passed, failed }: Tally): 0 | 1 {
  return failed.length === 0 && passed > 0 ? 0 : 1;
}
