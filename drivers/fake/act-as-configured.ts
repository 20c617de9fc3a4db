import { setTimeout as delay } from 'node:timers/promises';
import { SalternError } from '../../src/contract/errors.ts';
import type { FakeConfig, FakeStep } from './config.ts';

export type Act = (step: FakeStep, instance: string, config: FakeConfig, signal: AbortSignal) => Promise<void>;

/** Plays what the configuration asks for at a step: takes its time, fails, hangs. Counts transient failures per instance. */
export function actAsConfigured(): Act {
  const failures = new Map<string, number>();
  return async (step, instance, config, signal) => {
    signal.throwIfAborted();
    const ms = config.delays[step] ?? 0;
    if (ms > 0) await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
    const wish = config.fail[step];
    if (wish === undefined) return;
    const message = `The fake driver was told to fail at '${step}' of '${instance}'`;
    if (wish === 'error') throw new SalternError('ENGINE_FAILED', message);
    if (wish === 'hang') return await hang(signal);
    const key = `${step} ${instance}`;
    const count = (failures.get(key) ?? 0) + 1;
    failures.set(key, count);
    if (count <= wish.transient) throw new SalternError('ENGINE_FAILED', message, { isTransient: true });
  };
}

function hang(signal: AbortSignal): Promise<never> {
  const aborted = Promise.withResolvers<never>();
  // Nothing else may be alive in the process: a timer keeps it waiting as a real hang would.
  const timer = setInterval(() => undefined, 60_000);
  signal.addEventListener(
    'abort',
    () => {
      clearInterval(timer);
      aborted.reject(signal.reason);
    },
    { once: true },
  );
  return aborted.promise;
}
