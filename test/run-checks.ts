import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface CheckStep {
  readonly name: string;
  readonly argv: readonly string[];
}

/** What `npm run check` does, cheapest first; the same steps open `npm test`. */
export const CHECKS: readonly CheckStep[] = [
  { name: 'format', argv: ['oxfmt', '--check', '.'] },
  { name: 'lint', argv: ['oxlint', '--type-aware', '--deny-warnings', '.'] },
  { name: 'imports', argv: ['node', 'test/check-imports.ts'] },
  { name: 'types', argv: ['tsc', '--noEmit'] },
  { name: 'dead code', argv: ['knip', '--no-progress'] },
];

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs one step; its output is shown only when it fails. */
export function runStep({ name, argv: [command = '', ...argv] }: CheckStep): boolean {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(command, argv, { cwd: ROOT, encoding: 'utf8' });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const isGood = status === 0;
  console.log(`${isGood ? '✓' : '✗'} ${name.padEnd(12)} ${seconds.padStart(5)} s`);
  if (!isGood) console.log(`${stdout}${stderr}`);
  return isGood;
}

/** All steps, then the named vitest projects; the last line says how many passed, failed and were skipped. */
export async function runChecks(vitestProjects: readonly string[], filters: readonly string[] = []): Promise<number> {
  const steps = filters.length > 0 ? [] : CHECKS.map(runStep);
  const { startVitest } = await import('vitest/node');
  const vitest = await startVitest('test', [...filters], {
    root: ROOT,
    watch: false,
    project: [...vitestProjects],
    // A missing need is a failure where it is declared; what is skipped is counted in the last line.
    passWithNoTests: false,
  });
  const modules = vitest.state.getTestModules();
  const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
  const count = (state: string) => states.filter((one) => one === state).length;
  const brokenModules = modules.filter((module) => module.errors().length > 0).length;
  const passed = count('passed') + steps.filter(Boolean).length;
  const failed =
    count('failed') +
    steps.filter((isGood) => !isGood).length +
    brokenModules +
    vitest.state.getUnhandledErrors().length;
  const skipped = count('skipped') + count('pending');
  await vitest.close();
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

if (import.meta.main) process.exit(await runChecks(['unit']));
