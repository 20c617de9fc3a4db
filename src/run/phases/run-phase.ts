import { setTimeout as delay } from 'node:timers/promises';
import { SalternError } from '../../contract/errors.ts';
import type { PhaseResult } from '../../contract/result.ts';
import type { Phase } from '../../contract/phases.ts';
import type { Instance, PhaseEnd } from '../instance/open-instance.ts';
import { stoppedOutcome } from '../fail-fast.ts';
import type { PhaseWork } from './index.ts';
import { runHook } from './run-hook.ts';
import { withinLimit } from './within-limit.ts';

/** For what is marked transient; verdicts are never tried again. */
const MOST_TRIES = 3;
const RETRY_DELAY_MS = 500;
/**
 * Salt's own limit comes first and names the state; the phase's limit, later by this, catches only what that misses.
 */
const SLACK_MS: Readonly<Partial<Record<Phase, number>>> = { converge: 60_000, again: 60_000 };

/** How a phase went. */
export interface PhaseRun {
  readonly result: PhaseResult;
  /** What its work came to, also when a hook after it failed; undefined when the work could not be finished. */
  readonly end: PhaseEnd | undefined;
  /** What could not be done or found out: what was thrown. Undefined when all was. */
  readonly trouble: { readonly error: unknown } | undefined;
}

export interface PhaseOptions {
  readonly phase: Phase;
  readonly work: PhaseWork;
  /** Of the run. */
  readonly signal: AbortSignal;
}

/** Runs one phase with its hooks, time limit and retries, and emits its events. Throws nothing. */
export async function runPhase(instance: Instance, options: PhaseOptions): Promise<PhaseRun> {
  const { phase } = options;
  const { emit, now } = instance.services;
  const { name } = instance.bound.plan;
  const startedAt = now();
  let retries = 0;
  const conclude = (how: Pick<PhaseRun, 'end' | 'trouble'>): PhaseRun => {
    const outcome = how.trouble ? stoppedOutcome(options.signal) : (how.end?.outcome ?? 'error');
    const durationMs = now() - startedAt;
    emit({ type: 'phase-finished', instance: name, phase, outcome, durationMs });
    return { ...how, result: { phase, outcome, durationMs, retries } };
  };
  emit({ type: 'phase-started', instance: name, phase });
  let end: PhaseEnd | undefined;
  try {
    await runHooks('before', instance, options);
    end = await workWithRetries(instance, options, () => (retries += 1));
    await runHooks('after', instance, options);
    return conclude({ end, trouble: end.trouble });
  } catch (error) {
    return conclude({ end, trouble: { error } });
  }
}

async function workWithRetries(instance: Instance, options: PhaseOptions, onRetry: () => void): Promise<PhaseEnd> {
  const { phase, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await workInTime(instance, options);
    } catch (error) {
      const isTransient = error instanceof SalternError && error.isTransient && !signal.aborted;
      if (!isTransient || attempt === MOST_TRIES) throw error;
      const { bound, services } = instance;
      const { message: reason } = error;
      services.emit({ type: 'retry', instance: bound.plan.name, phase, attempt, attempts: MOST_TRIES, reason });
      await delay(RETRY_DELAY_MS * attempt, undefined, { signal });
      onRetry();
    }
  }
}

function workInTime(instance: Instance, { phase, work, signal }: PhaseOptions): Promise<PhaseEnd> {
  const { name, timeoutsMs } = instance.bound.plan;
  const timeoutMs = timeoutsMs[phase];
  const slackMs = SLACK_MS[phase] ?? 0;
  return withinLimit({ name, phase, timeoutMs, slackMs, signal }, (limited) =>
    work(instance, { signal: limited, timeoutMs }),
  );
}

async function runHooks(when: 'before' | 'after', instance: Instance, { phase, signal }: PhaseOptions): Promise<void> {
  const { bound, services, way } = instance;
  const { plan } = bound;
  const about = { instance: plan.name, phase } as const;
  for (const hook of plan.hooks.filter((one) => one.when === when && one.phase === phase)) {
    const text = `hook ${when} ${phase}: ${hook.run.split('\n', 1)[0]}`;
    services.emit({ type: 'phase-progress', ...about, text, done: undefined, total: undefined });
    await runHook(hook, plan, await way.connection(signal), {
      signal,
      directory: services.project.directory,
      environment: services.environment,
      output: (line, stream) => services.emit({ type: 'output', ...about, stream, text: line }),
    });
  }
}
