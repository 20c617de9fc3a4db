import { describe, expect, it } from 'vitest';
import type { ListedWorker } from '../../../../src/app/list-workers.ts';
import { renderWorkers } from '../../../../src/cli/commands/workers.ts';
import { runProgram } from '../../../../src/cli/program.ts';
import { fakeApp } from '../../../support/fake-app.ts';

const NOW = Date.parse('2026-11-26T03:00:05.000Z');

function worker(change: Partial<ListedWorker> = {}): ListedWorker {
  return {
    name: 'host-1',
    saltern: '1.0.0',
    labels: ['docker', 'kvm'],
    limits: { memoryBytes: 4 * 2 ** 30, cores: 2 },
    startedAt: '2026-11-26T01:30:00.000Z',
    seenAt: '2026-11-26T03:00:00.000Z',
    jobs: [],
    isSilent: false,
    ...change,
  };
}

describe('the table of workers', () => {
  it('says what each can do, since when, and what it is at', () => {
    const silent = worker({
      name: 'far-away',
      limits: { memoryBytes: 2 ** 29, cores: 1 },
      seenAt: '2026-11-26T02:50:00.000Z',
      isSilent: true,
    });

    const lines = renderWorkers([silent, worker({ jobs: ['r1/ops-ssh', 'r1/ops-time'] })], NOW);

    expect(lines).toEqual([
      'WORKER    SALTERN  LABELS      ROOM               SINCE (UTC)       HEARD           AT',
      'far-away  1.0.0    docker kvm  512.0 MiB, 1 core  2026-11-26 01:30  not for 10 min  nothing',
      'host-1    1.0.0    docker kvm  4.0 GiB, 2 cores   2026-11-26 01:30  5 s ago         r1/ops-ssh',
      '                                                                                    r1/ops-time',
    ]);
  });

  it('says how to start one where none is there', () => {
    expect(renderWorkers([], NOW)).toEqual(['no worker is there: start one with `saltern worker`']);
  });
});

describe('saltern workers', () => {
  it.each([
    ['is not set', {}],
    ['is empty', { SALTERN_FARM_URL: ' ' }],
  ])('says which variable it needs where that %s', async (_what, environment) => {
    const app = fakeApp({}, { environment });

    const code = await runProgram(['workers'], app);

    expect(code).toBe(2);
    expect(app.said.stderr).toMatch(/'SALTERN_FARM_URL' is not set, so .*\n {2}hint: Set it to /);
  });

  it('says that the database does not answer, without the password', async () => {
    const app = fakeApp({}, { environment: { SALTERN_FARM_URL: 'postgres://saltern:geheim@127.0.0.1:1/x' } });

    const code = await runProgram(['workers', '--debug'], app);

    expect(code).toBe(3);
    expect(app.said.stderr).toContain("The jobs in 'postgres://saltern:…@127.0.0.1:1/x' cannot be reached: ");
    expect(app.said.stderr).not.toContain('geheim');
  });
});
