import { expect, it } from 'vitest';
import { waitUntil } from '../../../../src/base/wait/wait-until.ts';
import { examplePlan } from '../../../support/example-plan.ts';
import { fakeRun, type FakeRun } from '../../../support/fake-run.ts';

const plan = examplePlan({ name: 'a', driver: { name: 'fake', config: {} } });

it('an instance that is removed takes with it what runs there: nobody waits for its Salt to end before', async () => {
  const leftAtTheEnd: number[] = [];
  const fake: FakeRun = fakeRun({
    // Ends only when its instance is gone, as what hangs there does, or at last after three seconds.
    async close() {
      await waitUntil(async () => ((await fake.running()).length === 0 ? true : undefined), {
        signal: new AbortController().signal,
        intervalMs: 20,
        timeoutMs: 3000,
      });
      leftAtTheEnd.push((await fake.running()).length);
    },
  });

  const result = await fake.runOne(plan, { goal: 'test', destroy: 'always' });

  expect(result.outcome).toBe('pass');
  expect(leftAtTheEnd).toEqual([0]);
  expect(fake.sessions).toEqual({ opened: 1, closed: 1 });
  expect(fake.connections).toEqual({ opened: 1, closed: 1 });
});
