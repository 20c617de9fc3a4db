import { expect, it } from 'vitest';
import type { InstanceVerdict, VerdictRecords } from '../../../../src/contract/store.ts';
import { listChanged } from '../../../../src/report/github/list-changed.ts';
import { renderChanged } from '../../../../src/report/github/render-changed.ts';
import { renderSummary } from '../../../../src/report/github/render-summary.ts';
import { makeDemoRun } from '../demo-run.ts';
import { makeResult, makeRun, makeSummary } from '../make-result.ts';

const ON_7 = makeSummary('ops-time', 'centos-7');
const ON_9 = makeSummary('ops-time', 'centos-stream-9');
const PASSED = { runId: 'earlier', at: '2026-11-21T02:14:00.000Z', snapshot: '20261121T013000' };
const HAD = ['chrony-4.5-0.x86_64', 'ed-1.14-1.x86_64'];
const RUN = makeRun([ON_7, ON_9].map((summary) => makeResult(summary, { outcome: 'fail' })));

/** A pass before this run; `isRemembered`: this run's failure replaced it already. */
function remembering(isRemembered: boolean): VerdictRecords {
  const verdicts = [ON_7, ON_9].map(({ name, ...summary }): InstanceVerdict => {
    const own = { instance: name, ...summary };
    if (!isRemembered) return { ...own, ...PASSED, outcome: 'pass' };
    const now = { runId: RUN.runId, at: RUN.startedAt, snapshot: null };
    return { ...own, ...now, outcome: 'fail', lastPass: PASSED };
  });
  const remembered = { verdicts, attempts: [] };
  return { read: () => Promise.resolve(remembered), update: () => Promise.resolve(remembered) };
}

it.each([true, false])(
  'packages that changed since the last pass are told once for all that have the same (%s)',
  async (is) => {
    const asked: unknown[] = [];
    const packages = (...about: readonly unknown[]) => {
      asked.push(about);
      return Promise.resolve(HAD);
    };

    const changed = await listChanged(RUN, { verdicts: remembering(is), packages });
    const sections = renderSummary(makeDemoRun()[0], RUN, { findings: [], changed, environment: {} });

    expect(asked).toContainEqual([ON_7.name, 'earlier', '20261121T013000']);
    expect(sections.at(-1)?.replaceAll(/&#46;/g, '.')).toBe(
      '### Packages that changed since the last pass\n\n' +
        '- <code>ops-time-default-centos-7</code>, <code>ops-time-default-centos-stream-9</code>: chrony 4.5-0 → 4.5-1, ed 1.14-1 removed',
    );
  },
);

it('nothing is told where no pass is known, nobody keeps packages, or none changed', async () => {
  const none: VerdictRecords = { ...remembering(true), read: () => Promise.resolve({ verdicts: [], attempts: [] }) };
  const same = (): Promise<readonly string[]> => Promise.resolve(['chrony-4.5-1.x86_64']);

  const found = await Promise.all([
    listChanged(RUN, { verdicts: none, packages: same }),
    listChanged(RUN, { verdicts: remembering(true) }),
    listChanged(RUN, { verdicts: remembering(true), packages: () => Promise.resolve(undefined) }),
    listChanged(RUN, { verdicts: remembering(true), packages: same }),
  ]);

  expect(found).toEqual([[], [], [], []]);
  expect(renderChanged([])).toEqual([]);
});
