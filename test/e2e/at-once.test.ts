import { describe, expect, it } from 'vitest';
import type { E2eProject } from '../support/e2e-project.ts';
import { fails, passes, pretendedProject } from '../support/pretended-project.ts';

/** Each keeps a core of its own busy, and is at it for a while. */
const BUSY = { cores: 64, delays: { create: 200 } };
const FOUR = { a: BUSY, b: BUSY, c: BUSY, d: BUSY };

/** Most instances that were between create and the end at once, as the run's own story tells it. */
async function peakOf(project: E2eProject): Promise<number> {
  const events = (await project.read('.saltern/latest/events.ndjson')).trimEnd().split('\n');
  let [now, most] = [0, 0];
  for (const line of events) {
    if (line.includes('"type":"instance-started"')) now += 1;
    if (line.includes('"type":"instance-finished"')) now -= 1;
    most = Math.max(most, now);
  }
  return most;
}

describe('how many instances run at once', () => {
  it.each([
    ['by itself, as cores allow', [], {}, {}, 1],
    ['as the flag says, however few the cores are', ['-c', '3'], {}, {}, 3],
    ['as the file says', [], { concurrency: 3 }, {}, 3],
    ['as the environment says', [], { concurrency: 2 }, { SALTERN_CONCURRENCY: '3' }, 3],
    ['as the flag says, fewer', ['-c', '1'], { concurrency: 3 }, {}, 1],
    ['and no more than there are', ['-c', '9'], {}, {}, 4],
  ])('is told and kept: %s', async (_, flags, more, environment, expected) => {
    await using project = await pretendedProject({ platforms: FOUR, more });

    const { code, stdout } = await project.saltern(['test', ...flags], environment);

    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe(`4 instances · fake · ${expected} at once`);
    expect(await peakOf(project)).toBe(expected);
    expect(stdout).not.toContain('waiting');
  });

  it('is told to be fewer where memory is short', async () => {
    const large = { ...BUSY, memory: 2 ** 50 };
    await using project = await pretendedProject({ platforms: { a: large, b: large, c: large, d: large } });

    const { code, stdout } = await project.saltern(['test', '-c', '3']);

    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe('4 instances · fake · 1 at once (memory is short for 3)');
    expect(await peakOf(project)).toBe(1);
  });
});

describe('what was stopped before it began', () => {
  it('has a line that says why, and no phase', async () => {
    await using project = await pretendedProject({ suites: { bad: fails, other: passes }, platforms: FOUR });

    const { code, stdout } = await project.saltern(['test', '--fail-fast', '-c', '1']);

    expect(code).toBe(1);
    expect(stdout).not.toMatch(/prepare +!/);
    expect(stdout.match(/demo-other-\w +\S+/g)).toEqual(['a', 'b', 'c', 'd'].map((name) => `demo-other-${name}  SKIP`));
  });
});

describe('what was tried again', () => {
  it('is counted as it was made, and the failed tries are told as such', async () => {
    await using project = await pretendedProject({ platforms: { here: { fail: { prepare: { transient: 3 } } } } });

    const { code, stdout } = await project.saltern(['test']);
    const json = (await project.json(['test'])) as { readonly instances: readonly { readonly phases: object[] }[] };

    expect(code).toBe(3);
    expect(stdout.match(/prepare +try .* failed: /g)).toEqual([
      'prepare  try 1 of 3 failed: ',
      'prepare  try 2 of 3 failed: ',
    ]);
    expect(stdout).toMatch(/ERROR +1\.\d s {2}2 retries /);
    expect(json.instances[0]?.phases[0]).toMatchObject({ phase: 'prepare', outcome: 'error', retries: 2 });
  });
});
