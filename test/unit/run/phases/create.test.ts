import { describe, expect, it } from 'vitest';
import type { NewRunEvent } from '../../../../src/contract/events.ts';
import type { InstancePlan } from '../../../../src/contract/plan.ts';
import type { Goal } from '../../../../src/contract/phases.ts';
import { makeLimits } from '../../../../src/contract/time-limits.ts';
import { examplePlan } from '../../../support/example-plan.ts';
import { fakeRun } from '../../../support/fake-run.ts';
import type { Script } from '../../../support/scripted-parts.ts';

/** Services that start while commands are taken already, as on a real machine. */
const SLOW_BOOT = { name: 'fake', config: { delays: { create: 30 } } };

const isCreated = (event: NewRunEvent) => event.type === 'phase-finished' && event.phase === 'create';

/** Runs one instance, and says whether Salt was being opened before the instance was created. */
async function runAndWatch(
  plan: Partial<InstancePlan>,
  { goal = 'test', open, ...script }: Script & { readonly goal?: Goal } = {},
) {
  let created = false;
  const isEarly: boolean[] = [];
  const fake = fakeRun({
    ...script,
    async open(session, signal) {
      isEarly.push(!created);
      await open?.(session, signal);
    },
    hears: (event) => (created ||= isCreated(event)),
  });
  const result = await fake.runOne(examplePlan({ driver: SLOW_BOOT, ...plan }), { goal });
  return { ...fake, result, isEarly };
}

describe('the early way in', () => {
  it('opens Salt as soon as the instance takes commands, while its services start', async () => {
    const { result, isEarly } = await runAndWatch({});

    expect(result.outcome).toBe('pass');
    expect(isEarly).toEqual([true]);
  });

  it('is the way in that create takes as well: one connection and one session are opened and closed', async () => {
    const { connections, sessions } = await runAndWatch({});

    expect(connections).toEqual({ opened: 1, closed: 1 });
    expect(sessions).toEqual({ opened: 1, closed: 1 });
  });

  it.each([0, 20])('is the same one when create is done at once, connecting taking %i ms', async (connect) => {
    const driver = { name: 'fake', config: { delays: { connect } } };

    const { result, connections, sessions } = await runAndWatch({ driver });

    expect(result.outcome).toBe('pass');
    expect(connections).toEqual({ opened: 1, closed: 1 });
    expect(sessions).toEqual({ opened: 1, closed: 1 });
  });

  it('is tried anew by converge when it led nowhere, and nothing is told of that', async () => {
    const open = (session: number) => (session === 1 ? Promise.reject(new Error('too early')) : Promise.resolve());

    const { result, isEarly, connections } = await runAndWatch({}, { open });

    expect(result).toMatchObject({ outcome: 'pass', trouble: undefined });
    expect(isEarly).toEqual([true, false]);
    expect(connections).toEqual({ opened: 1, closed: 1 });
  });

  it('outlives the phase in which it was gone: opening may take longer than create', async () => {
    const opened = Promise.withResolvers<void>();
    const { result, sessions } = await runAndWatch(
      { driver: { name: 'fake', config: {} } },
      {
        open: () => {
          setTimeout(opened.resolve, 30);
          return opened.promise;
        },
      },
    );

    expect(result.outcome).toBe('pass');
    expect(sessions).toEqual({ opened: 1, closed: 1 });
  });

  it('is closed when create fails after it was gone', async () => {
    const driver = { name: 'fake', config: { fail: { create: 'error' } } };

    const { result, connections, sessions } = await runAndWatch({ driver });

    expect(result.outcome).toBe('error');
    expect(connections.closed).toBe(connections.opened);
    expect(sessions.closed).toBe(sessions.opened);
  });

  const hook = { on: 'guest', run: 'true', place: { file: 'saltern.yml', line: 1 } } as const;

  it.each<[string, Partial<InstancePlan>]>([
    ['after create', { hooks: [{ ...hook, when: 'after', phase: 'create' }] }],
    ['before converge', { hooks: [{ ...hook, when: 'before', phase: 'converge' }] }],
  ])('is not gone where a hook %s still sets the instance up', async (_, plan) => {
    const { result, isEarly } = await runAndWatch(plan);

    expect(result.outcome).toBe('pass');
    expect(isEarly).toEqual([false]);
  });

  it('is not gone where there is nothing to apply, or nothing shall be applied', async () => {
    const nothing = await runAndWatch({ states: { kind: 'none' }, steps: [{ do: 'verify' }] });
    const created = await runAndWatch({}, { goal: 'create' });

    expect([nothing.isEarly, created.isEarly]).toEqual([[], []]);
    expect([nothing.connections, created.connections]).toEqual([
      { opened: 1, closed: 1 },
      { opened: 1, closed: 1 },
    ]);
  });
});

function hang(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

describe('a way in that does not open', () => {
  it.each([
    ['create', { fail: { connect: 'hang' } }, {}],
    ['converge', {}, { open: (_session: number, signal: AbortSignal) => hang(signal) }],
  ] as const)('ends with the time of %s, and the instance is removed all the same', async (phase, config, script) => {
    const fake = fakeRun(script);
    const plan = examplePlan({
      driver: { name: 'fake', config: { ...config } },
      timeoutsMs: makeLimits((limit) => (limit === phase ? 30 : 60_000)),
    });

    const result = await fake.runOne(plan, { goal: 'test', destroy: 'always' });

    expect(result).toMatchObject({
      outcome: 'error',
      trouble: { code: 'TIMEOUT', message: expect.stringContaining(`'${phase}'`) },
    });
    expect(await fake.running()).toEqual([]);
  });
});
