import { runFolder } from '../contract/project-folders.ts';
import type { InstancePlan } from '../contract/plan.ts';
import type { InstanceResult, PhaseResult, Trouble } from '../contract/result.ts';
import { worstOutcome, type Outcome } from '../contract/outcome.ts';
import type { Phase, StepName } from '../contract/phases.ts';
import type { BoundInstance } from './bind/bind-instances.ts';
import { bringUp } from './bring-up.ts';
import { proveInstance } from './evidence.ts';
import { stoppedOutcome } from './fail-fast.ts';
import { openInstance, stepsBefore, type Instance } from './instance/open-instance.ts';
import { collect } from './phases/collect.ts';
import { listPhases } from './phases/index.ts';
import { runPhase, type PhaseRun } from './phases/run-phase.ts';
import { emptyResult } from './empty-result.ts';
import type { RunOptions } from './run-options.ts';
import type { RunServices } from './instance/run-services.ts';
import { runSteps } from './run-steps.ts';
import { tidyUp } from './tidy-up.ts';
import { toTrouble } from '../contract/to-trouble.ts';

/**
 * Runs one instance as far as `options.goal` says and gives its result; nothing is thrown. When the signal aborts,
 * what this call made is removed again, except with the policy `never`.
 */
export async function runInstance(
  bound: BoundInstance,
  options: RunOptions,
  services: RunServices,
): Promise<InstanceResult> {
  const startedAt = services.now();
  const opened = await openInstance(bound, services).catch((error: unknown) => toTrouble(error));
  if ('code' in opened) return { ...emptyResult(bound.plan), trouble: opened };
  await using instance = opened;
  const course = await follow(instance, options);
  const outcome = course.trouble ? stoppedOutcome(options.signal) : judge(bound.plan, options, course.phases);
  const isToShow = (outcome === 'fail' || outcome === 'error') && !options.signal.aborted;
  const artifacts = isToShow ? await collect(instance) : [];
  const removal = await tidyUp(instance, { outcome, isMade: course.isMade }, options);
  const result: InstanceResult = {
    ...emptyResult(bound.plan),
    outcome: removal.trouble && outcome === 'pass' ? 'error' : outcome,
    phases: [...course.phases, ...(removal.phase ? [removal.phase] : [])],
    steps: instance.steps,
    trouble: course.trouble ?? removal.trouble,
    kept: removal.kept,
    durationMs: services.now() - startedAt,
    log: runFolder(services.directory).log(bound.plan.name),
    artifacts,
  };
  const isProof = options.goal === 'test' && outcome !== 'skip' && !options.signal.aborted;
  const proof = isProof ? await proveInstance(instance, result, startedAt) : undefined;
  if (!proof) return result;
  const { evidence, trouble } = proof;
  return { ...result, outcome: evidence.outcome, evidence, trouble: result.trouble ?? trouble };
}

/** What was done before the instance was tidied up. */
interface Course {
  readonly phases: readonly PhaseResult[];
  readonly trouble: Trouble | undefined;
  /** Whether this call made the instance. */
  readonly isMade: boolean;
}

async function follow(instance: Instance, options: RunOptions): Promise<Course> {
  const phases: PhaseResult[] = [];
  const works = listPhases({ early: mayOpenEarly(instance.bound.plan, options) });
  let error: { readonly error: unknown } | undefined;
  const run = async (phase: Phase): Promise<PhaseRun> => {
    const done = await runPhase(instance, { phase, work: works[phase], signal: options.signal });
    phases.push(done.result);
    error ??= done.trouble;
    return done;
  };
  const doStep = async (step: StepName): Promise<Outcome | undefined> => {
    const after = stepsBefore(instance);
    const { result, end } = await run(step);
    const { outcome, durationMs } = result;
    instance.steps.push({ step: { do: step }, after, outcome, durationMs, pass: end?.pass, checks: end?.checks ?? [] });
    return end?.outcome;
  };
  let isMade = false;
  try {
    isMade = await bringUp(instance, options, run);
    if (!error) await runSteps(instance, options.goal, doStep);
  } catch (thrown) {
    error ??= { error: thrown };
  }
  const reason = options.signal.aborted ? options.signal.reason : error?.error;
  return { phases, isMade, trouble: error && toTrouble(reason) };
}

/**
 * Making an instance proves nothing: with neither states nor checks there is no verdict, and no evidence for a gate.
 */
function judge({ states, verify }: InstancePlan, { goal }: RunOptions, phases: readonly PhaseResult[]): Outcome {
  const isVerdict = goal === 'test' || goal === 'verify';
  if (isVerdict && states.kind === 'none' && verify.length === 0) return 'skip';
  return worstOutcome(phases.map((one) => one.outcome));
}

/** Whether Salt may be opened during create: not if a hook has to set the guest up before Salt sees it. */
function mayOpenEarly({ hooks }: InstancePlan, { goal }: RunOptions): boolean {
  const isBetween = hooks.some(
    ({ when, phase }) => (when === 'after' && phase === 'create') || (when === 'before' && phase === 'converge'),
  );
  return goal !== 'create' && !isBetween;
}
