import { expect, it } from 'vitest';
import { serveJobs, type ServeOptions } from '../../../../src/app/farm/serve-jobs.ts';
import type { InstanceResult } from '../../../../src/contract/result.ts';
import { farmJob, farmResult } from '../../../support/farm-job.ts';
import { memoryFarm, type MemoryFarm } from '../../../support/memory-farm.ts';

const LIMITS = { memoryBytes: 2 ** 30, cores: 2 };
const PLENTY = 2 ** 40;

/** A worker that takes one job; what it says is in `said`. */
async function work(farm: MemoryFarm, name: string, more: Partial<ServeOptions> = {}): Promise<readonly string[]> {
  const said: string[] = [];
  await serveJobs({
    bench: farm.bench({ name, saltern: '1.0.0', labels: [], limits: LIMITS }),
    limits: LIMITS,
    isOnce: true,
    signal: AbortSignal.timeout(10_000),
    run: async () => farmResult(),
    tell: (line) => said.push(line),
    freeBytes: async () => PLENTY,
    lookMs: 1,
    now: () => 0,
    ...more,
  });
  return said;
}

const kindsOf = ({ news }: MemoryFarm) => news.map(({ type, worker }) => `${worker} ${type}`);

it('takes nothing while its disk is full, says so once, and goes on when there is room', async () => {
  const farm = memoryFarm();
  await farm.desk.submit([farmJob()]);
  const free = [0, 0, 0];
  const taken: number[] = [];

  const said = await work(farm, 'one', {
    freeBytes: async () => {
      taken.push(farm.news.length);
      return free.shift() ?? PLENTY;
    },
  });

  expect(said.slice(0, 2)).toEqual([
    expect.stringMatching(/^takes no job: only 0(\.0)? GiB are free on its disk$/),
    'takes jobs again',
  ]);
  expect(taken).toEqual([0, 0, 0, 0]);
  expect(kindsOf(farm)).toEqual(['one taken', 'one result']);
});

it.each(['NO_SPACE', 'MACHINE_FULL', 'ENGINE_MISSING'])(
  'gives back what %s kept it from, and another does it',
  async (code) => {
    const farm = memoryFarm();
    await farm.desk.submit([farmJob()]);
    const trouble = { code, message: 'it cannot be done here', hint: undefined, details: [] };

    const said = await work(farm, 'one', { run: async () => farmResult({ outcome: 'error', trouble }) });
    await work(farm, 'two');

    expect(said.at(-1)).toMatch(/given back: it cannot be done here/);
    expect(kindsOf(farm)).toEqual(['one taken', 'one lost', 'two taken', 'two result']);
    expect(farm.news.find(({ type }) => type === 'lost')).toMatchObject({
      reason: 'it cannot be done here',
      isLast: false,
    });
  },
);

it('keeps the result of an instance whose own trouble it is', async () => {
  const farm = memoryFarm();
  await farm.desk.submit([farmJob()]);
  const trouble = { code: 'BOOT_FAILED', message: 'it did not start', hint: undefined, details: [] };

  await work(farm, 'one', { run: async (): Promise<InstanceResult> => farmResult({ outcome: 'error', trouble }) });

  expect(kindsOf(farm)).toEqual(['one taken', 'one result']);
});
