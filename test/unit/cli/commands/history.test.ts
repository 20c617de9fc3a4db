import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { cellWidth } from '../../../../src/base/text/cell-width.ts';
import type { RunStory } from '../../../../src/contract/history.ts';
import { runProgram } from '../../../../src/cli/program.ts';
import { openHistoryAt } from '../../../../src/store/history/index.ts';
import { fakeApp } from '../../../support/fake-app.ts';
import { failedStory, instanceStory, nightRecord, runStory, yearOfRuns } from '../../../support/history-data.ts';
import { passes } from '../../../support/pretended-project.ts';

const PLATFORMS = ['centos-7', 'centos-stream-8', 'centos-stream-9'];
const FLEET = PLATFORMS.map((platform) => ({ formula: 'ops-ssl_certs', suite: 'default', platform }));
const NAME = 'ops-ssl_certs-default-centos-stream-9';

const PROJECT = stringify({
  name: 'fleet',
  formula: 'none',
  'formula-name': 'ops-ssl_certs',
  driver: 'fake',
  salt: { from: 'image' },
  platforms: Object.fromEntries(PLATFORMS.map((name) => [name, { image: 'example/none', fake: { exec: 'host' } }])),
  suites: { default: passes },
});

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project with this history, asked on the morning after the last of forty nights. */
async function ask(
  argv: readonly string[],
  {
    runs = [],
    nights = 40,
    columns,
  }: { readonly runs?: readonly RunStory[]; readonly nights?: number; readonly columns?: number } = {},
): Promise<Said> {
  const now = Date.UTC(2026, 0, 1, 9, 30) + (nights - 1) * 86_400_000;
  const app = fakeApp(
    { 'saltern.yml': PROJECT },
    {
      now: () => now,
      ...(columns === undefined ? {} : { terminal: () => ({ isTty: true, columns, rows: 40, colourLevel: 0 }) }),
    },
  );
  const place = { kind: 'sqlite', file: join(app.cwd, '.saltern/history.db') } as const;
  {
    await using history = await openHistoryAt({ place, project: 'fleet' });
    for (const { story, night } of yearOfRuns(nights, FLEET)) {
      await history.putRun(story);
      await history.putNight(night);
    }
    for (const run of runs) await history.putRun(run);
  }
  const code = await runProgram(argv, app);
  return { code, ...app.said };
}

/** A run of the last night's morning, in which one instance fails. */
function failing(at: string, reason = 'check service sshd running: expected true, got false'): RunStory {
  const one = failedStory({
    ...FLEET[2],
    name: NAME,
    startedAt: at,
    reason,
    snapshot: { id: '20260209T013000', digest: 'sha256:n' },
  });
  return runStory({ runId: '20260209T080000-ffff', startedAt: at, instances: [one] });
}

describe('saltern history', () => {
  it('has a mark for each night, the newest right, and what happened last', async () => {
    const { code, stdout } = await ask(['history', '--nights', '8']);

    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      'INSTANCE                               NIGHTS    LAST PASS  LAST FAILURE  TOOK',
      'ops-ssl_certs-default-centos-7         ✓✓✓✓✓✓✓✓  8 h        8 d           41.0',
      'ops-ssl_certs-default-centos-stream-8  ✓✓✓✓✓✓✓✓  8 h        17 d          41.0',
      'ops-ssl_certs-default-centos-stream-9  ✓✓✓✓✓✓✓✓  8 h        26 d          41.0',
      '',
      '✓ passed  ~ flaky  ✗ failed  ! could not be found out  – not judged  · not run',
      '',
    ]);
  });

  it('says of what is red since when, with which snapshot, and why', async () => {
    const { stdout } = await ask(['history'], { runs: [failing('2026-02-09T08:00:00.000Z')] });

    expect(stdout).toContain(
      `\n✗ ${NAME}  red since 2026-02-09 08:00 UTC, with 20260209T013000\n` +
        '  check service sshd running: expected true, got false\n',
    );
  });

  it.each([60, 80, 100, 200])('fits %i columns', async (columns) => {
    const { stdout } = await ask(['history'], { columns });

    const table = stdout.split('\n\n')[0]?.split('\n') ?? [];
    expect(Math.max(...table.map(cellWidth))).toBeLessThanOrEqual(columns);
    expect(table).toHaveLength(4);
    expect(table[1]).toMatch(/[✓✗]{7,}/);
  });

  it('shows as many nights as have room in 80 columns', async () => {
    const { stdout } = await ask(['history'], { columns: 80 });

    const marks = /[✓✗]+/.exec(stdout.split('\n')[1] ?? '')?.[0] ?? '';
    expect(marks.length).toBeGreaterThanOrEqual(14);
  });

  it('has a line for each attempt at what is named, newest first, with its reason', async () => {
    const { code, stdout } = await ask(['history', NAME, '--nights', '3'], {
      runs: [failing('2026-02-09T08:00:00.000Z')],
    });

    expect(code).toBe(0);
    const lines = stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, '  ').trimEnd());
    expect(lines.slice(0, 5)).toEqual([
      '  BEGUN (UTC)  NIGHT  TOOK  SNAPSHOT  REASON',
      `✗  2026-02-09 08:00  by hand  41.0  20260209T013000  check service sshd running: expected true, got false`,
      '✓  2026-02-09 01:30  20260209T013000  41.0  20260209T013000',
      '✓  2026-02-08 01:30  20260208T013000  41.0  20260208T013000',
      '✓  2026-02-07 01:30  20260207T013000  41.0  20260207T013000',
    ]);
  });

  it('shows the reason in 80 columns, too', async () => {
    const { stdout } = await ask(['history', NAME], { runs: [failing('2026-02-09T08:00:00.000Z')], columns: 80 });

    const [, first = ''] = stdout.split('\n');
    expect(first).toMatch(/^✗ {2}2026-02-09 08:00 .* check service sshd running: exp/);
    expect(cellWidth(first)).toBeLessThanOrEqual(80);
  });

  it('takes the name of a formula for all its instances', async () => {
    const { stdout } = await ask(['history', 'ops-ssl_certs', '--nights', '2']);

    for (const { platform } of FLEET) expect(stdout).toContain(`ops-ssl_certs-default-${platform}  `);
  });

  it('gives data: the fleet over its nights, and the attempts at what is named', async () => {
    const { stdout } = await ask(['history', NAME, '--json', '--nights', '5']);

    const data = JSON.parse(stdout);
    expect(data).toMatchObject({
      version: 1,
      project: 'fleet',
      at: '2026-02-09T09:30:00.000Z',
      instances: [{ name: NAME, flakeRate: 0, latest: { outcome: 'pass' }, lastFailure: { outcome: 'fail' } }],
    });
    expect(data.nights).toHaveLength(5);
    expect(data.instances[0].cells).toHaveLength(5);
    expect(data.results).toHaveLength(5);
  });

  it('gives data of all instances without their attempts', async () => {
    const data = JSON.parse((await ask(['history', '--json'])).stdout);

    expect(data.instances).toHaveLength(3);
    expect(data.nights).toHaveLength(30);
    expect(data.results).toBeNull();
  });

  it('marks a night in which an instance was not run, and one in which it was flaky', async () => {
    const night = { night: '20260210T013000', startedAt: '2026-02-10T01:30:00.000Z' };
    const [seven, eight] = FLEET.map((one) => instanceStory({ ...one, startedAt: night.startedAt }));
    if (seven === undefined || eight === undefined) throw new Error('there are three');
    const first = { ...failedStory({ ...FLEET[0] }), startedAt: night.startedAt };
    const runs = [
      runStory({ ...night, runId: '20260210T013000-aaaa', instances: [first, eight] }),
      runStory({ ...night, runId: '20260210T013001-bbbb', instances: [{ ...seven, attempt: 2 }] }),
    ];
    const app = fakeApp({ 'saltern.yml': PROJECT }, { now: () => Date.parse('2026-02-10T09:00:00Z') });
    const place = { kind: 'sqlite', file: join(app.cwd, '.saltern/history.db') } as const;
    {
      await using history = await openHistoryAt({ place, project: 'fleet' });
      for (const run of runs) await history.putRun(run);
      await history.putNight(nightRecord(night));
    }

    await runProgram(['history'], app);

    const marks = app.said.stdout.split('\n').slice(1, 4);
    expect(marks.map((line) => line.split(/ {2,}/)[1])).toEqual(['~', '✓', '·']);
    expect(marks[0]).toMatch(/100 %$/);
  });

  it('keeps control characters and line ends of reasons from the terminal', async () => {
    const reason = 'bad\u001b[31m\nsecond \u202eline\u0007';
    const { stdout } = await ask(['history'], { runs: [failing('2026-02-09T08:00:00.000Z', reason)] });

    // oxlint-disable-next-line no-control-regex -- control characters are what it is about
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(stdout).toContain('  bad second');
  });

  it.each(['0', '-1', '1.5', 'all', '9999999'])('refuses %s nights', async (nights) => {
    const { code, stderr } = await ask(['history', `--nights=${nights}`], { nights: 1 });

    expect(code).toBe(2);
    expect(stderr).toContain(`'${nights}' is no number of nights`);
  });

  it('refuses what no instance is called', async () => {
    const { code, stderr } = await ask(['history', 'ops-sssh'], { nights: 1 });

    expect(code).toBe(2);
    expect(stderr).toContain("No instance matches 'ops-sssh'");
  });

  it('says that there is nothing where nothing was run', async () => {
    const app = fakeApp({ 'saltern.yml': PROJECT });

    const code = await runProgram(['history'], app);

    expect([code, app.said.stdout]).toEqual([0, 'nothing is in the history yet\n']);
  });
});
