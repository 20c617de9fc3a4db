import type { Connection } from '../../src/contract/connection.ts';
import type { ProvisionContext } from '../../src/contract/provisioner.ts';
import type { ConvergeResult } from '../../src/contract/result.ts';
import { saltProvisioner } from '../../src/provision/salt-provisioner.ts';
import { examplePlan } from './example-plan.ts';

/** What the Salt worker tells of one pass, line by line; `done` is added. */
export type ToldEvents = readonly Readonly<Record<string, unknown>>[];

/** One pass of a session whose guest tells these events, whatever it is asked to apply. `heard`: who hears of it. */
export async function applyTold(
  events: ToldEvents,
  heard: Partial<Pick<ProvisionContext, 'hide' | 'output'>> = {},
): Promise<ConvergeResult> {
  const plan = examplePlan();
  const signal = new AbortController().signal;
  const quiet = { progress: () => {}, output: () => {}, state: () => {}, ...heard };
  await using session = await saltProvisioner.open(plan, guestThatTells(events), {
    signal,
    cacheDirectory: '/nowhere',
    ...quiet,
  });
  return await session.apply({ signal, limitMs: { pass: 60_000, state: 60_000 }, ...quiet });
}

function guestThatTells(events: ToldEvents): Connection {
  const tell = (one: object): string => `${JSON.stringify(one)}\n`;
  const exited = { code: 0, stdout: '', stderr: '', timedOut: false, durationMs: 1 };
  return {
    async exec(_argv, { stdin, onStdout } = {}) {
      if (stdin === undefined || typeof stdin === 'string') return exited;
      onStdout?.(tell({ event: 'hello', have: {} }));
      for await (const chunk of stdin) {
        const text = String(chunk);
        if (text.includes('"command":"bundle"')) onStdout?.(tell({ event: 'ready', salt: '3007.15' }));
        if (text.includes('"command":"apply"')) onStdout?.([...events, { event: 'done' }].map(tell).join(''));
      }
      return exited;
    },
    put: () => Promise.reject(new Error('nothing is put')),
    get: () => Promise.reject(new Error('nothing is got')),
    loginCommand: () => ['true'],
    address: () => undefined,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
