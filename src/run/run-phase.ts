import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../contract/connection.ts';
import { SalternError } from '../contract/errors.ts';
import type { InstancePlan, Phase, PhaseResult } from '../contract/model.ts';
import type { Outcome } from '../contract/outcome.ts';
import { runHook } from './run-hook.ts';
import type { RunParts } from './run-options.ts';

/** Tries after the first, for what is marked transient; verdicts are never tried again. */
const MOST_RETRIES = 2;
const RETRY_DELAY_MS = 500;

export interface PhaseWork {
  readonly plan: InstancePlan;
  readonly phase: Phase;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Asked when a hook needs the guest. */
  readonly connection: () => Connection | undefined;
  /** Does the work; gives the phase's outcome. */
  readonly work: (signal: AbortSignal) => Promise<Outcome>;
}

/** Runs one phase with its hooks, time limit and retries, and tells the stream. Throws when it could not find out. */
export async function runPhase(phaseWork: PhaseWork, parts: RunParts): Promise<PhaseResult> {
  const { plan, phase } = phaseWork;
  const startedAt = parts.now();
  let retries = 0;
  const finish = (outcome: Outcome): PhaseResult => {
    const durationMs = parts.now() - startedAt;
    parts.emit({ type: 'phase-finished', instance: plan.name, phase, outcome, durationMs });
    return { phase, outcome, durationMs, retries };
  };
  parts.emit({ type: 'phase-started', instance: plan.name, phase });
  try {
    await runHooks('before', phaseWork, parts);
    const outcome = await workWithRetries(phaseWork, parts, () => (retries += 1));
    await runHooks('after', phaseWork, parts);
    return finish(outcome);
  } catch (error) {
    throw new PhaseStopped(finish('error'), error);
  }
}

/** Carries the result of the phase that could not be finished, and why (`cause`). */
export class PhaseStopped extends Error {
  readonly result: PhaseResult;

  constructor(result: PhaseResult, cause: unknown) {
    super(`${result.phase} stopped`, { cause });
    this.result = result;
  }
}

async function workWithRetries(phaseWork: PhaseWork, parts: RunParts, onRetry: () => number): Promise<Outcome> {
  const { plan, phase, signal } = phaseWork;
  for (;;) {
    try {
      return await workInTime(phaseWork);
    } catch (error) {
      const isTransient = error instanceof SalternError && error.isTransient && !signal.aborted;
      if (!isTransient) throw error;
      const attempt = onRetry();
      if (attempt > MOST_RETRIES) throw error;
      parts.emit({ type: 'retry', instance: plan.name, phase, attempt, reason: error.message });
      await delay(RETRY_DELAY_MS * attempt, undefined, { signal });
    }
  }
}

async function workInTime({ plan, phase, timeoutMs, signal, work }: PhaseWork): Promise<Outcome> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(
      new SalternError(
        'TIMEOUT',
        `The phase '${phase}' of '${plan.name}' did not finish within ${timeoutMs / 1000} s`,
        {
          hint: `Give it more time with 'timeouts: { ${phase}: … }', or look with \`saltern logs ${plan.name}\`.`,
        },
      ),
    );
  }, timeoutMs);
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } catch (error) {
    // Whatever broke because of the abort is not the reason; the abort's own reason is.
    if (late.signal.aborted && !signal.aborted) throw late.signal.reason;
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function runHooks(when: 'before' | 'after', { plan, phase, signal, connection }: PhaseWork, parts: RunParts) {
  for (const hook of plan.hooks.filter((one) => one.when === when && one.phase === phase)) {
    parts.emit({
      type: 'phase-progress',
      instance: plan.name,
      phase,
      text: `hook ${when} ${phase}: ${hook.run.split('\n', 1)[0]}`,
      done: undefined,
      total: undefined,
    });
    await runHook(hook, plan, connection(), {
      signal,
      directory: parts.project.directory,
      environment: parts.environment,
      output: (text, stream) => parts.emit({ type: 'output', instance: plan.name, phase, stream, text }),
    });
  }
}
