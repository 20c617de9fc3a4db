import type { TestModule } from 'vitest/node';
import { ROOT } from './root.ts';

/** What came of the tests. */
export interface Tally {
  readonly passed: number;
  /** Tests, files that could not be run to their end, and errors that no test caught. */
  readonly failed: number;
  /** `test/a.test.ts > a title`, of each that did not run. */
  readonly skipped: readonly string[];
}

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
  const modules = vitest.state.getTestModules();
  const errors = vitest.state.getUnhandledErrors().length;
  const tally = count(modules);
  await vitest.close();
  return { ...tally, failed: tally.failed + errors };
}

function count(modules: readonly TestModule[]): Tally {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const broken = modules.filter((module) => module.errors().length > 0);
  const of = (...states: readonly string[]) => tests.filter((test) => states.includes(test.result().state));
  return {
    passed: of('passed').length,
    failed: of('failed').length + broken.length,
    skipped: of('skipped', 'pending').map((test) => `${test.module.relativeModuleId} > ${test.fullName}`),
  };
}

/** What stands at the end: each test that did not run, `notes`, and the line that counts. Pure. */
export function renderTally({ passed, failed, skipped }: Tally, notes: readonly string[] = []): string {
  const lines = [...skipped.map((name) => `skipped: ${name}`), ...notes];
  return [...lines, `${passed} passed, ${failed} failed, ${skipped.length} skipped`].join('\n');
}

/** Exit code: nothing that passed is no success. Pure. */
export function judgeTally({ passed, failed }: Tally): 0 | 1 {
  return failed === 0 && passed > 0 ? 0 : 1;
}
