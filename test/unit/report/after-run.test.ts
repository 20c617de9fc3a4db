import { expect, it } from 'vitest';
import { afterRun } from '../../../src/report/after-run.ts';
import { makeDemoRun } from './demo-run.ts';

function record() {
  const written: string[] = [];
  const reporter = afterRun(async (started, result) => void written.push(`${started.verb} ${result.outcome}`));
  return { written, reporter };
}

it('what waits for the end is written once, when it is closed', async () => {
  const { written, reporter } = record();

  for (const event of makeDemoRun()) reporter.on(event);
  expect(written).toEqual([]);
  await reporter.close();
  await reporter.close();

  expect(written).toEqual(['test fail']);
});

it('what waits for the end is not written where there was none', async () => {
  const { written, reporter } = record();

  for (const event of makeDemoRun().slice(0, -1)) reporter.on(event);
  await reporter.close();

  expect(written).toEqual([]);
});
