import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SalternError } from '../../../../src/contract/errors.ts';
import type { NewRunEvent } from '../../../../src/contract/events.ts';
import type { HookPlan } from '../../../../src/contract/plan.ts';
import { openInstance } from '../../../../src/run/instance/open-instance.ts';
import { runPhase, type PhaseOptions } from '../../../../src/run/phases/run-phase.ts';
import { examplePlan } from '../../../support/example-plan.ts';
import { fakeRun } from '../../../support/fake-run.ts';

const PASS = { outcome: 'pass' } as const;
const NEVER = new AbortController().signal;

interface Given {
  readonly hooks?: readonly HookPlan[];
  /** Milliseconds of the phase. */
  readonly limitMs?: number;
}

async function run(options: Pick<PhaseOptions, 'work'> & Partial<PhaseOptions>, given: Given = {}) {
  const { phase = 'create', signal = NEVER } = options;
  const { bind, services, events } = fakeRun();
  const { hooks = [], limitMs = 60_000 } = given;
  const timeoutsMs = { ...examplePlan().timeoutsMs, [phase]: limitMs };
  const [bound] = await bind([examplePlan({ name: 'web', hooks, timeoutsMs })]);
  if (!bound) throw new Error('one plan, one instance');
  await using instance = await openInstance(bound, services);
  return { ...(await runPhase(instance, { ...options, phase, signal })), events };
}

function hookOf(when: 'before' | 'after', line: string): HookPlan {
  return { when, phase: 'create', on: 'host', run: line, place: { file: 'saltern.yml', line: 7 } };
}

const kinds = (events: readonly NewRunEvent[]) =>
  events.map((event) => (event.type === 'phase-progress' ? event.text : event.type));

/** Waits until it is aborted, and then breaks in a way of its own. */
async function hang(signal: AbortSignal): Promise<never> {
  await delay(10_000, undefined, { signal }).catch(() => undefined);
  throw new Error('connection reset');
}

describe('a phase', () => {
  it('tells its beginning and its end, with what it came to', async () => {
    const { result, end, trouble, events } = await run({ work: async () => ({ outcome: 'fail' }) });

    expect(events).toMatchObject([
      { type: 'phase-started', instance: 'web', phase: 'create' },
      { type: 'phase-finished', instance: 'web', phase: 'create', outcome: 'fail' },
    ]);
    expect(result).toMatchObject({ phase: 'create', outcome: 'fail', retries: 0 });
    expect({ end, trouble }).toEqual({ end: { outcome: 'fail' }, trouble: undefined });
  });

  it('that breaks is an error, and what was thrown is kept as it is', async () => {
    const error = new SalternError('BOOT_FAILED', 'no boot');

    const { result, end, trouble, events } = await run({ work: () => Promise.reject(error) });

    expect({ end, trouble }).toEqual({ end: undefined, trouble: { error } });
    expect(result.outcome).toBe('error');
    expect(events.at(-1)).toMatchObject({ type: 'phase-finished', outcome: 'error' });
  });

  it('has its hooks around it, in their order', async () => {
    const hooks = [hookOf('after', 'echo three'), hookOf('before', 'echo one'), hookOf('before', 'echo two\ntrue')];

    const { events } = await run({ work: async () => PASS }, { hooks });

    expect(kinds(events)).toEqual([
      'phase-started',
      'hook before create: echo one',
      'output',
      'hook before create: echo two',
      'output',
      'hook after create: echo three',
      'output',
      'phase-finished',
    ]);
  });

  it('is not begun when a hook before it fails', async () => {
    const done: string[] = [];

    const { result, trouble } = await run(
      {
        work: async () => {
          done.push('work');
          return PASS;
        },
      },
      { hooks: [hookOf('before', 'echo no good; exit 3')] },
    );

    expect(done).toEqual([]);
    expect(result.outcome).toBe('error');
    expect(trouble?.error).toMatchObject({
      code: 'HOOK_FAILED',
      message: 'The hook before create on the host exited with 3',
      details: ['no good'],
      hint: 'See the hook at saltern.yml:7.',
    });
  });

  it('that passed is an error when a hook after it fails', async () => {
    const { result } = await run({ work: async () => PASS }, { hooks: [hookOf('after', 'exit 1')] });

    expect(result.outcome).toBe('error');
  });
});

describe('trouble that may pass by', () => {
  const hiccup = new SalternError('ENGINE_FAILED', 'hiccup', { isTransient: true });

  it('is tried again, twice at most, each time told', async () => {
    let tries = 0;

    const { result, trouble, events } = await run({
      work: () => {
        tries += 1;
        return Promise.reject(hiccup);
      },
    });

    expect(tries).toBe(3);
    expect(trouble).toEqual({ error: hiccup });
    expect(result.outcome).toBe('error');
    expect(events.filter(({ type }) => type === 'retry')).toMatchObject([
      { attempt: 1, reason: 'hiccup' },
      { attempt: 2, reason: 'hiccup' },
    ]);
  });

  it('that passed by is counted', async () => {
    const answers = [() => Promise.reject(hiccup), async () => PASS];

    const { result } = await run({ work: () => answers.shift()?.() ?? hang(NEVER) });

    expect(result).toMatchObject({ outcome: 'pass', retries: 1 });
  });

  it('is not tried again once the run is aborted', async () => {
    const stop = new AbortController();
    const reason = new SalternError('INTERRUPTED', 'Interrupted by SIGINT');

    const { trouble, events } = await run({
      signal: stop.signal,
      work: () => {
        stop.abort(reason);
        return Promise.reject(hiccup);
      },
    });

    expect(trouble).toEqual({ error: reason });
    expect(events.filter(({ type }) => type === 'retry')).toEqual([]);
  });

  it.each([
    ['a verdict', async () => ({ outcome: 'fail' }) as const],
    ['trouble that stays', () => Promise.reject(new SalternError('BOOT_FAILED', 'no boot'))],
  ])('is not %s', async (_, answer) => {
    let tries = 0;

    await run({
      work: () => {
        tries += 1;
        return answer();
      },
    });

    expect(tries).toBe(1);
  });
});

describe('the time of a phase', () => {
  it('is told to its work, and ends it with the name of the phase, whatever broke because of that', async () => {
    const told: number[] = [];

    const { trouble } = await run(
      {
        work: (_, { signal, timeoutMs }) => {
          told.push(timeoutMs);
          return hang(signal);
        },
      },
      { limitMs: 20 },
    );

    expect(told).toEqual([20]);
    expect(trouble?.error).toMatchObject({
      code: 'TIMEOUT',
      message: "The phase 'create' of 'web' did not finish within 0.02 s",
      hint: expect.stringContaining('timeouts: { create: … }'),
    });
  });

  it.each(['converge', 'again'] as const)(
    'is longer than what Salt gets for %s: who knows the state that hangs speaks first',
    async (phase) => {
      const work: PhaseOptions['work'] = async (_, { signal }) => {
        await delay(50, undefined, { signal });
        return PASS;
      };

      const { result } = await run({ phase, work }, { limitMs: 5 });

      expect(result.outcome).toBe('pass');
    },
  );

  it('is not what ended a phase when the run was aborted', async () => {
    const stop = new AbortController();
    const reason = new Error('SIGINT');

    const { trouble } = await run({
      signal: stop.signal,
      work: (_, { signal }) => {
        setTimeout(() => stop.abort(reason), 10);
        return hang(signal);
      },
    });

    expect(trouble).toEqual({ error: reason });
  });
});
