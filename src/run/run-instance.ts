import type { InstancePlan } from '../contract/plan.ts';
import { runFolder } from '../contract/project-folders.ts';
import type { InstanceResult, PhaseResult } from '../contract/result.ts';
import { isBad, worstOutcome, type Outcome } from '../contract/outcome.ts';
import type { Phase, StepName } from '../contract/phases.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import type { BoundInstance } from './bind/bind-instances.ts';
import { bringUp } from './bring-up.ts';
import { emptyResult } from './empty-result.ts';
import { proveInstance, type Attempt } from './evidence.ts';
import { stoppedOutcome } from './fail-fast.ts';
import { openInstance, stepsBefore, type Instance } from './instance/open-instance.ts';
import type { RunServices } from './instance/run-services.ts';
import { isProof, isStoppedFailure, judgeCourse, type Course } from './judge-course.ts';
import { collect } from './phases/collect.ts';
import { listPhases } from './phases/index.ts';
import { readBuildsLate } from './phases/read-builds.ts';
import { runPhase, type PhaseRun } from './phases/run-phase.ts';
import type { RunOptions } from './run-options.ts';
import { runSteps } from './run-steps.ts';
import { tidyUp } from './tidy-up.ts';

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
  if ('code' in opened) {
    const result = { ...emptyResult(bound.plan), trouble: opened };
    return await withProof({ bound, services, instance: undefined, startedAt }, result, options);
  }
  await using instance = opened;
  const course = await follow(instance, options);
  const outcome = judgeCourse(course, options);
  const isToShow = isBad({ outcome }) && !options.signal.aborted;
  const artifacts = isToShow ? await collect(instance) : [];
  const removal = await tidyUp(instance, { outcome, isMade: course.isMade }, options);
  const result: InstanceResult = {
    ...emptyResult(bound.plan),
    outcome: removal.trouble && (outcome === 'pass' || outcome === 'skip') ? 'error' : outcome,
    phases: [...course.phases, ...(removal.phase ? [removal.phase] : [])],
    steps: instance.steps,
    trouble: (isStoppedFailure(outcome, options) ? undefined : course.trouble) ?? removal.trouble,
    kept: removal.kept,
    ...(instance.remade === undefined ? {} : { remade: instance.remade }),
    ...(removal.isInUse === true ? { isInUse: true } : {}),
    durationMs: services.now() - startedAt,
    log: runFolder(services.directory).log(bound.plan.name),
    artifacts,
  };
  return await withProof({ bound, services, instance, startedAt }, result, options);
}

/** The result of an instance that was not even begun with; of an attempt to test it there is evidence nevertheless. */
export async function notRun(
  bound: BoundInstance,
  { error, startedAt }: { readonly error: unknown; readonly startedAt: number },
  options: RunOptions,
  services: RunServices,
): Promise<InstanceResult> {
  const { signal } = options;
  const trouble = toTrouble(signal.aborted ? signal.reason : error);
  const result = { ...emptyResult(bound.plan), outcome: stoppedOutcome(signal), trouble };
  return await withProof({ bound, services, instance: undefined, startedAt }, result, options);
}

async function withProof(attempt: Attempt, result: InstanceResult, options: RunOptions): Promise<InstanceResult> {
  if (!isProof(result, options)) return result;
  const { evidence, trouble } = await proveInstance(attempt, result);
  return { ...result, outcome: evidence.outcome, evidence, trouble: result.trouble ?? trouble };
}

interface Followed extends Course {
  /** Whether this call made the instance. */
  readonly isMade: boolean;
}

async function follow(instance: Instance, options: RunOptions): Promise<Followed> {
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
    const { result, end, trouble } = await run(step);
    // What the step found stands, also when a hook after it failed.
    const outcome = worstOutcome([result.outcome, end?.outcome ?? 'skip']);
    const { pass, checks = [] } = end ?? {};
    instance.steps.push({ step: { do: step }, after, outcome, durationMs: result.durationMs, pass, checks });
    return trouble ? undefined : outcome;
  };
  let isMade = false;
  try {
    isMade = await bringUp(instance, options, run);
    if (!error) await runSteps(instance, options.goal, doStep);
    if (!error && options.goal === 'test') await readBuildsLate(instance, options.signal);
  } catch (thrown) {
    error ??= { error: thrown };
  }
  const reason = options.signal.aborted ? options.signal.reason : error?.error;
  return { phases, steps: instance.steps, isMade, trouble: error && toTrouble(reason) };
}

/** Whether Salt may be opened during create: not if a hook has to set the guest up before Salt sees it. */
function mayOpenEarly({ hooks }: InstancePlan, { goal }: RunOptions): boolean {
  const isBetween = hooks.some(
    ({ when, phase }) => (when === 'after' && phase === 'create') || (when === 'before' && phase === 'converge'),
  );
  return goal !== 'create' && !isBetween;
}
