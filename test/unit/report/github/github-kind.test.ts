import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { githubKind } from '../../../../src/report/github/github-kind.ts';
import { reporterContext } from '../../../support/reporter-context.ts';
import { makeDemoRun } from '../demo-run.ts';

const SHARD = { index: 1, count: 2, of: 'sha256:of', plan: 'sha256:plan', project: 'fleet', root: '/srv/fleet' };

it.each([
  ['a run has annotations', false, true],
  ['a shard has none, for the merged run will say it', true, false],
])('%s, and a summary', async (_what, isShard, isAnnotated) => {
  const summary = join(mkdtempSync(join(tmpdir(), 'saltern-summary-')), 'summary.md');
  const orders: string[] = [];
  const context = reporterContext('/srv/fleet/.saltern', {
    environment: { GITHUB_STEP_SUMMARY: summary },
    order: (line) => void orders.push(line),
  });
  const [reporter] = githubKind.open({}, context);

  for (const event of makeDemoRun())
    reporter?.on?.(event.type === 'run-started' && isShard ? { ...event, shard: SHARD } : event);
  await reporter?.close?.();

  expect(orders.filter((line) => line.startsWith('::error')).length > 0).toBe(isAnnotated);
  expect(readFileSync(summary, 'utf8')).toContain('saltern test: 2 failed');
});
