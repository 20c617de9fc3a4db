import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SWITCHED, switchedScene } from '../support/switched-scene.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];
const start = Date.parse('2026-11-01T00:00:00Z');
const SOAKS = "channels: { stable: { require: [{ suites: '*', platforms: '*' }], soak: 7d } }\n";

describe('a content soaks for its time', () => {
  it('though the clock was turned back to 1970 when it was taken', async () => {
    await using scene = await switchedScene({ policy: SOAKS });
    await scene.create({ at: start });
    await scene.moveMirror([{ name: 'alpha', version: '2' }]);
    await scene.create({ at: Date.parse('1970-01-02T00:00:00Z') });
    await scene.test('pass', { at: start + HOUR });

    const early = await scene.saltern(['promote'], { at: start + 6 * DAY });
    const inTime = await scene.saltern(['promote'], { at: start + 7 * DAY });

    expect([early.code, early.stdout]).toEqual([1, expect.stringContaining('it soaks: there for 6 d of 7 d')]);
    expect(inTime).toMatchObject({ code: 0 });
  });

  it('and no longer, though somebody once wrote into the log with a clock of 2099', async () => {
    await using scene = await switchedScene({ policy: SOAKS });
    await scene.saltern(['freeze', '--channel', 'other', '--reason', 'x'], { at: Date.parse('2099-01-01T00:00:00Z') });
    await scene.create({ at: start });
    await scene.test('pass', { at: start + HOUR });

    const promoted = await scene.saltern(['promote'], { at: start + 7 * DAY });

    expect(promoted).toMatchObject({ code: 0 });
    expect(promoted.stderr).toContain('a clock was turned: the log has a line of 2099-01-01T00:00:00.000Z');
  });
});

describe('a waiver that has ended lets nothing pass', () => {
  it('though the clock is turned back to before its end', async () => {
    await using scene = await switchedScene();
    await scene.create({ at: start });
    await scene.test('fail', { at: start + HOUR });
    const waive = ['waive', SWITCHED, '--reason', 'known', '--expires', '2d'];
    await scene.saltern(waive, { at: start + 2 * HOUR });
    const during = await scene.saltern(['gate', 'check'], { at: start + DAY });
    const after = await scene.saltern(['gate', 'check'], { at: start + 3 * DAY });

    const back = await scene.saltern(['promote'], { at: start + DAY });

    expect([during.code, after.code, back.code]).toEqual([0, 1, 1]);
    expect(back.stdout).toMatch(/expired on 3 Nov 2026, 02:00 UTC, for the log goes on to 4 Nov 2026, 00:00 UTC/);
    expect(back.stderr + back.stdout).toContain('a clock was turned');
    expect(await scene.stable()).toBeUndefined();
  });

  it('though it was in force when the decision was made, and ended while the snapshot was read', async () => {
    await using scene = await switchedScene();
    await scene.create({ at: start });
    await scene.test('fail', { at: start + HOUR });
    await scene.saltern(['waive', SWITCHED, '--reason', 'known', '--expires', '2h'], { at: start + HOUR });
    // What a decision rests on is kept between the decision and the move.
    const kept = join(scene.directory, 'mirror/decisions');
    const isDecided = () => existsSync(kept) && readdirSync(kept).some((name) => name.endsWith('.gz'));

    const late = await scene.saltern(['promote'], { at: () => start + (isDecided() ? 4 : 2) * HOUR });

    expect([late.code, late.stderr]).toEqual([
      1,
      expect.stringMatching(/by now \(2026-11-01T04:00:00\.000Z\) the gate says reject: .*expired on/),
    ]);
    expect(await scene.stable()).toBeUndefined();
  });
});

it('a failure stays one, in nights whose clock goes back', async () => {
  await using scene = await switchedScene();
  await scene.create({ at: start });
  await scene.test('pass', { at: start + 2 * HOUR });
  await scene.test('fail', { at: start + HOUR });

  const promoted = await scene.saltern(['promote'], { at: start + 3 * HOUR });

  expect([promoted.code, promoted.stdout]).toEqual([1, expect.stringContaining('a clock was turned')]);
  expect(await scene.stable()).toBeUndefined();
});
