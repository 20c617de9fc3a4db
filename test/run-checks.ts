import { spawnSync } from 'node:child_process';
import { ROOT } from './root.ts';
import { type Tally, judgeTally, renderTally, runVitest } from './run-vitest.ts';
import { ensurePrograms } from './testbed/host/ensure-programs.ts';
import { createSteps } from './testbed/host/steps.ts';
import { exitWith } from './testbed/host/exit-with.ts';

export interface CheckStep {
  readonly name: string;
  readonly argv: readonly string[];
}

/** What `npm run check` does, cheapest first; the same steps open `npm test`. */
export const CHECKS: readonly CheckStep[] = [
  { name: 'format', argv: ['oxfmt', '--check', '.'] },
  { name: 'lint', argv: ['oxlint', '--type-aware', '--deny-warnings', '.'] },
  { name: 'imports', argv: ['node', 'test/check-imports.ts'] },
  { name: 'source', argv: ['node', 'test/check-source.ts'] },
  { name: 'programs', argv: ['node', 'test/check-programs.ts'] },
  { name: 'types', argv: ['tsc', '--noEmit'] },
  { name: 'dead code', argv: ['knip', '--no-progress'] },
];

export { ROOT };

/** Runs one step; its output is shown only when it fails. */
export function runStep({ name, argv: [command = '', ...argv] }: CheckStep): boolean {
  const startedAt = performance.now();
  // Starts any program: what CHECKS names, which check-programs.ts looks at.
  const { status, stdout, stderr } = spawnSync(command, argv, { cwd: ROOT, encoding: 'utf8' });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const isGood = status === 0;
  console.log(`${isGood ? '✓' : '✗'} ${name.padEnd(12)} ${seconds.padStart(5)} s`);
  if (!isGood) console.log(`${stdout}${stderr}`);
  return isGood;
}

/** All steps, then the tests of the named vitest projects; with `filters`, which are parts of paths, those tests alone. */
export async function runChecks(projects: readonly string[], filters: readonly string[] = []): Promise<Tally> {
  const steps = (filters.length > 0 ? [] : CHECKS).map((step) => ({
    name: `check ${step.name}`,
    isGood: runStep(step),
  }));
  const bad = steps.filter(({ isGood }) => !isGood).map(({ name }) => ({ name, message: 'see the top of the output' }));
  const { passed, failed, ...others } = await runVitest(projects, filters);
  return { passed: passed + steps.length - bad.length, failed: [...bad, ...failed], ...others };
}

if (import.meta.main) {
  await exitWith(async () => {
    await ensurePrograms(['unit'], {
      steps: createSteps((text) => process.stderr.write(text)),
      environment: process.env,
    });
    const tally = await runChecks(['unit'], process.argv.slice(2));
    console.log(renderTally(tally));
    return judgeTally(tally);
  });
}
