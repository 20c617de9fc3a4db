import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../../../src/cli/program.ts';
import { fakeApp } from '../../../support/fake-app.ts';
import { attackScene, type AttackScene, type Heard } from '../../../support/attack-scene.ts';

const START = Date.parse('2026-11-27T01:00:00Z');

/** Hours after the start at which what is said is done. */
type Say = (hour: number, ...argv: readonly string[]) => Promise<Heard>;

let scene: AttackScene;
let say: Say;

/** Two nights: the first is promoted, the second fails while all is frozen. */
beforeAll(async () => {
  scene = await attackScene({ packages: [{ name: 'alpha' }] });
  say = (hour, ...argv) => scene.saltern(argv, { at: START + hour * 3_600_000 });
  await say(0, 'snapshot', 'create');
  await say(1, 'test');
  await say(2, 'gate', 'check');
  await say(3, 'promote');
  await say(4, 'freeze', '--reason', 'the shop is full', '--until', '7d');
  scene.write('saltern.yml', scene.read('saltern.yml').replace('exit-status: 0', 'exit-status: 1'));
  await scene.moveMirror([{ name: 'alpha' }, { name: 'beta' }]);
  await say(24, 'snapshot', 'create');
  await say(25, 'test');
  await say(26, 'promote');
}, 60_000);
afterAll(() => scene?.[Symbol.asyncDispose]());

const FIRST = '20261127T010000';
const SECOND = '20261128T010000';

describe('saltern gate log', () => {
  it('shows what was decided and done, one line each', async () => {
    const { code, stdout } = await say(27, 'gate', 'log');

    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' '))).toEqual([
      'LINE TIME (UTC) WHAT CHANNEL SNAPSHOT ANSWER BY WHY',
      `1 2026-11-27 01:00 take ${FIRST} tester@here`,
      `2 2026-11-27 03:00 check stable ${FIRST} promote tester@here`,
      `3 2026-11-27 04:00 promote stable ${FIRST} promoted tester@here`,
      '4 2026-11-27 05:00 freeze all tester@here the shop is full (until 2026-12-04 05:00)',
      `5 2026-11-28 01:00 take ${SECOND} tester@here`,
      expect.stringMatching(
        `^6 2026-11-28 03:00 promote stable ${SECOND} refused tester@here demo-default-here: check command`,
      ),
      '',
    ]);
  });

  it.each([
    ['stabel', "no line is about 'stabel' alone; did you mean 'stable'?\n"],
    ['stable', ''],
  ])('says so where no line is about the channel %j', async (channel, said) => {
    const { code, stderr } = await say(27, 'gate', 'log', '--channel', channel);

    expect([code, stderr]).toEqual([0, said]);
  });

  it('shows the newest, as many as are asked for, and how many are older', async () => {
    const { stdout, stderr } = await say(27, 'gate', 'log', '--channel', 'stable', '--limit', '1');

    expect(stdout).toMatch(/^6 {5}2026-11-28/m);
    expect(stdout).not.toContain(FIRST);
    expect(stderr).toContain('5 older lines not shown');
  });

  it.each(['0', '-1', 'all', ''])('refuses %j as a number of lines', async (limit) => {
    expect((await say(27, 'gate', 'log', '--limit', limit)).code).toBe(2);
  });
});

describe('saltern gate explain', () => {
  it('makes the newest decision again, and says requirement by requirement what it rests on', async () => {
    const { code, stdout } = await say(27, 'gate', 'explain', 'latest');

    expect(code).toBe(0);
    expect(stdout).toContain(`REJECT  ${SECOND} for stable\n`);
    expect(stdout).toContain('line 6 of the log, by tester@here (promote, refused: the gate says');
    expect(stdout).toContain('made again from what was kept: the same');
    expect(stdout).toMatch(/^ {2}FAIL {4}demo-default-here {3}check command /m);
    expect(stdout).toMatch(/^ +run 20261128T020000-\w+, 28 Nov 2026, 02:00 UTC, record sha256:[0-9a-f]{12}$/m);
  });

  it('takes the number of a line, or the start of a digest', async () => {
    const byLine = JSON.parse((await say(27, 'gate', 'explain', '2', '--json')).stdout) as Explained;
    const prefix = byLine.entry.inputs.slice('sha256:'.length, 'sha256:'.length + 10);
    const byDigest = JSON.parse((await say(27, 'gate', 'explain', prefix, '--json')).stdout) as Explained;

    expect(byLine).toMatchObject({ line: 2, replayed: 'same', decision: { decision: 'promote' } });
    expect(byDigest).toMatchObject({ line: 2, replayed: 'same' });
  });

  it('needs neither the project nor the policy any more', async () => {
    for (const file of ['saltern.yml', 'gate.yml']) renameSync(at(file), at(`${file}.gone`));

    const { code, stdout } = await say(27, 'gate', 'explain', '3', '--root', 'mirror');
    for (const file of ['saltern.yml', 'gate.yml']) renameSync(at(`${file}.gone`), at(file));

    expect(code).toBe(0);
    expect(stdout).toContain('the same');
  });

  it.each([
    ['4', "Line 4 of the log is no decision: it says 'freeze'"],
    ['400', "The log has no decision '400'"],
    ['zz', "The log has no decision 'zz'"],
    ['', "The log has no decision ''"],
  ])('refuses %j, which is none', async (what, sentence) => {
    const { code, stderr } = await say(27, 'gate', 'explain', what);

    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });
});

interface Explained {
  readonly entry: { readonly inputs: string };
}

describe('saltern gate status', () => {
  it('says where the channel is since when, what stands in the way since when, and who must act', async () => {
    const { code, stdout } = await say(30, 'gate', 'status');

    expect(code).toBe(0);
    expect(stdout).toContain(
      `stable  ${FIRST} since 27 Nov 2026, 04:00 UTC (27 h)   newest ${SECOND}: reject, 0 of 1 requirements met\n`,
    );
    expect(stdout).toMatch(/^ {2}FAIL {4}demo-default-here {2}check command /m);
    expect(stdout).toContain('for 5 h; whoever keeps demo: mend it, or waive it');
    expect(stdout).toMatch(
      /^ {2}FREEZE {2}every channel is frozen by tester@here until 4 Dec 2026, 05:00 UTC: the shop is full\n {10}for 26 h; whoever froze it/m,
    );
    expect(stdout.match(/the shop is full/g)).toHaveLength(1);
    expect(stdout.indexOf('FAIL')).toBeLessThan(stdout.indexOf('FREEZE'));
  });

  it('writes nothing', async () => {
    const before = scene.read('mirror/audit.ndjson');

    await say(30, 'gate', 'status');

    expect(scene.read('mirror/audit.ndjson')).toBe(before);
  });

  it('names a move that the log has and that was not made', async () => {
    const link = at('mirror/channels/stable');
    renameSync(link, at('mirror/aside'));

    const { stdout } = await say(30, 'gate', 'status');
    renameSync(at('mirror/aside'), link);

    expect(stdout).toContain(`HALF DONE  line 3 of the log moved stable to ${FIRST}, but it does not exist`);
  });
});

describe('saltern last-good', () => {
  it('is what the gate said promote of, not what failed since', async () => {
    const { code, stdout } = await say(30, 'last-good');

    expect(code).toBe(0);
    expect(stdout).toContain(`last-good is ${FIRST}, for stable`);
    expect(stdout).toMatch(new RegExp(`^demo +here +${FIRST}$`, 'm'));
  });

  it('can be named wherever a snapshot can', async () => {
    const shown = await say(30, 'snapshot', 'show', 'last-good', '--json');
    const compared = await say(30, 'snapshot', 'diff', 'last-good', 'latest', '--json');

    expect(shown.stdout).toContain(`"id": "${FIRST}"`);
    expect(JSON.parse(compared.stdout)).toMatchObject({ from: { id: FIRST }, to: { id: SECOND } });
  });
});

describe('saltern audit verify', () => {
  it('says that the log is whole, with its head', async () => {
    const { code, stdout } = await say(30, 'audit', 'verify');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^WHOLE {2}6 lines, the last of 2026-11-28 03:00 UTC\n {2}head sha256:[0-9a-f]{64}\n$/);
  });

  it('says that it is broken, where, and exits with 1; and what cannot be read is 3', async () => {
    const log = at('mirror/audit.ndjson');
    const whole = readFileSync(log);
    appendFileSync(log, '{}\n');
    const broken = await say(30, 'audit', 'verify');
    const checked = await say(30, 'gate', 'status');
    rmSync(log);
    writeFileSync(at('mirror/aside'), whole);
    const gone = await say(30, 'audit', 'verify', '--json');
    const unread = await say(30, 'audit', 'verify', '--root', 'saltern.yml');
    renameSync(at('mirror/aside'), log);

    expect([broken.code, broken.stdout]).toEqual([1, expect.stringContaining('  line 7 was not written by saltern')]);
    expect(checked.stdout).toContain('LOG        the log of decisions is not what was written');
    expect(JSON.parse(gone.stdout)).toMatchObject({ state: 'broken', troubles: [expect.stringContaining('gone')] });
    expect(unread.code).toBe(2);
  });
});

describe('saltern freeze', () => {
  it.each([
    [['--reason', ' ']],
    [[]],
    [['--reason', 'x', '--until', 'never']],
    [['--reason', 'x', '--until', '2026-11-01']],
    [['--reason', 'x', '--channel', '../stable']],
    [['--reason', 'x', '--channel', 'latest']],
  ])('does not understand %j, and stops nothing', async (argv) => {
    const { code, stderr } = await say(30, 'freeze', ...argv);

    expect(code).toBe(2);
    expect(stderr).toContain('hint:');
    expect(existsSync(at('mirror/freezes/stable.json'))).toBe(false);
  });

  it('works with nothing but the root, and is lifted the same way', async () => {
    const frozen = await say(31, 'freeze', '--channel', 'candidate', '--reason', 'x', '--root', 'mirror');
    const wrong = await say(31, 'unfreeze', '--channel', 'stable');
    const lifted = await say(31, 'unfreeze', '--channel', 'candidate', '--root', 'mirror');

    expect(frozen.stdout).toBe('candidate is frozen by tester@here until it is lifted: x\n');
    expect(frozen.stderr).toContain("there is no channel 'candidate' yet");
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("'stable' is not frozen by itself") });
    expect(lifted.stdout).toBe('candidate is no longer frozen\n');
    expect((await say(31, 'audit', 'verify')).code).toBe(0);
  });

  it('asks whether another channel was meant, and says which freeze it takes the place of', async () => {
    const near = await say(32, 'freeze', '--channel', 'stabel', '--reason', 'x');
    const again = await say(32, 'freeze', '--channel', 'stabel', '--reason', 'y');
    await say(32, 'unfreeze', '--channel', 'stabel');
    const other = await say(32, 'unfreeze', '--channel', 'stabel');

    expect(near.stderr).toContain("there is no channel 'stabel' yet; did you mean 'stable'?");
    expect(again.stderr).toContain('in place of the freeze by tester@here until it is lifted: x');
    expect(other.stderr).toContain('What is frozen: all channels. `saltern unfreeze` lifts it.');
  });
});

describe('on a terminal of 80 columns', () => {
  const on = async (...argv: readonly string[]): Promise<readonly string[]> => {
    const terminal = () => ({ isTty: true, columns: 80, rows: 24, colourLevel: 0 as const });
    const environment = { PATH: process.env['PATH'] };
    const app = fakeApp({}, { cwd: scene.directory, terminal, environment, now: () => START + 33 * 3_600_000 });
    await runProgram(argv, app);
    return app.said.stdout.split('\n');
  };

  it.each([
    [['gate', 'status']],
    [['gate', 'log']],
    [['gate', 'explain', 'latest']],
    [['gate', 'check', '--at', '1h']],
  ])('%j is wrapped, not cut', async (argv) => {
    const lines = await on(...argv);

    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.join(' ')).not.toContain('…');
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain('check command');
  });

  it('the log has its reasons below its lines', async () => {
    const lines = await on('gate', 'log');

    expect(lines).toContain('      the shop is full (until 2026-12-04 05:00)');
  });
});

describe('saltern rollback', () => {
  it('names the channels that exist where there is none of that name', async () => {
    const { code, stderr } = await say(33, 'rollback', '--channel', 'stabel', '--reason', 'x');

    expect(code).toBe(2);
    expect(stderr).toContain("There is no channel 'stabel' that could go back\n  hint: Did you mean 'stable'?");
  });
});

function at(path: string): string {
  return join(scene.directory, path);
}
