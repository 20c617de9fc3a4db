import { SalternError } from '../contract/errors.ts';
import type { InstancePlan, InstanceResult, Phase, PhaseResult, Trouble } from '../contract/model.ts';
import type { Evidence } from '../contract/evidence.ts';
import type { Outcome } from '../contract/outcome.ts';
import { runFolder } from '../contract/project-folders.ts';
import { fingerprintPlan } from './fingerprint-plan.ts';
import { InstanceLife } from './instance-life.ts';
import { PhaseStopped, runPhase } from './run-phase.ts';
import type { RunOptions, RunParts } from './run-options.ts';
import { runSteps, type RunOne } from './run-steps.ts';
import { listReasons } from './list-reasons.ts';
import { toTrouble } from './to-trouble.ts';
import { worstOutcome } from './worst-outcome.ts';

/** Salt's own limit comes first and names the state; the phase's limit only catches what that one misses. */
const CONVERGE_SLACK_MS = 60_000;

/**
 * Runs one instance as far as `options.goal` says and gives its result; nothing is thrown. When the signal aborts,
 * what this call made is removed again, except with the policy `never`.
 */
export async function runInstance(plan: InstancePlan, options: RunOptions, parts: RunParts): Promise<InstanceResult> {
  const startedAt = parts.now();
  const phases: PhaseResult[] = [];
  let trouble: Trouble | undefined;
  let life: InstanceLife | undefined;
  let made = false;
  try {
    life = await InstanceLife.open(plan, parts, options.signal);
    const run = phaseRunner(life, options, parts, phases);
    made = await bringUp(life, options, parts, run);
    await runSteps(life, options.goal, run);
  } catch (error) {
    if (error instanceof PhaseStopped) phases.push(error.result);
    trouble = toTrouble(
      options.signal.aborted ? options.signal.reason : error instanceof PhaseStopped ? error.cause : error,
    );
  }
  const outcome = trouble ? stoppedOutcome(options.signal) : judgePhases(plan, options, phases);
  const isToShow = (outcome === 'fail' || outcome === 'error') && !options.signal.aborted;
  const artifacts = (isToShow ? await life?.collect() : undefined) ?? [];
  const removal = await tidyUp(life, { outcome, made, phases }, options, parts);
  const result: InstanceResult = {
    name: plan.name,
    formula: plan.formula,
    suite: plan.suite,
    platform: plan.platform,
    outcome: removal.trouble && outcome === 'pass' ? 'error' : outcome,
    phases,
    converge: life?.converged,
    idempotence: life?.again,
    checks: life?.checks ?? [],
    trouble: trouble ?? removal.trouble,
    kept: removal.kept,
    evidence: undefined,
    durationMs: parts.now() - startedAt,
    log: runFolder(parts.directory).log(plan.name),
    artifacts,
  };
  const isProof = options.goal === 'test' && outcome !== 'skip' && !options.signal.aborted;
  return isProof ? { ...result, evidence: await proveInstance(plan, result, life, { startedAt, parts }) } : result;
}

/** Making an instance proves nothing: with neither states nor checks there is no verdict, and no evidence for a gate. */
function judgePhases({ states, checks }: InstancePlan, { goal }: RunOptions, phases: readonly PhaseResult[]): Outcome {
  const isVerdict = goal === 'test' || goal === 'verify';
  if (isVerdict && states.kind === 'none' && checks.length === 0) return 'skip';
  return worstOutcome(phases.map((one) => one.outcome));
}

function phaseRunner(life: InstanceLife, options: RunOptions, parts: RunParts, phases: PhaseResult[]): RunOne {
  return async (phase, work) => {
    const result = await runPhase(
      {
        plan: life.plan,
        phase,
        timeoutMs: timeoutOf(life.plan, phase),
        signal: options.signal,
        connection: () => life.connection,
        work,
      },
      parts,
    );
    phases.push(result);
    return result.outcome;
  };
}

/** Gives whether this call made the instance. */
async function bringUp(life: InstanceLife, options: RunOptions, parts: RunParts, run: RunOne): Promise<boolean> {
  if (options.goal !== 'test') await life.reuse(options.signal);
  else if (life.isKnown) await life.destroy(options.signal);
  if (life.isCreated) {
    await life.connect(options.signal);
    return false;
  }
  await run('prepare', (signal) => life.prepare(signal));
  await run('create', async (signal) => {
    const outcome = await life.create(signal, mayOpenEarly(life.plan, options) ? options : undefined);
    await life.connect(signal);
    return outcome;
  });
  return true;
}

/** A guest that a hook still has to set up must not see Salt before that. */
function mayOpenEarly({ hooks }: InstancePlan, { goal }: RunOptions): boolean {
  const isBetween = hooks.some(
    ({ when, phase }) => (when === 'after' && phase === 'create') || (when === 'before' && phase === 'converge'),
  );
  return goal !== 'create' && !isBetween;
}

interface Ending {
  readonly outcome: Outcome;
  readonly made: boolean;
  readonly phases: PhaseResult[];
}

async function tidyUp(
  life: InstanceLife | undefined,
  { outcome, made, phases }: Ending,
  options: RunOptions,
  parts: RunParts,
): Promise<{ kept: boolean; trouble: Trouble | undefined }> {
  // Nothing was begun, so there is nothing that could be left.
  if (!life?.isKnown) return { kept: false, trouble: undefined };
  const isWanted = shouldDestroy(options, outcome, life.isCreated, made);
  try {
    if (!isWanted) {
      await life.settle();
      return { kept: life.isCreated, trouble: undefined };
    }
    // The run's signal may have been aborted: what is removed now must not stop because of it.
    const calm = new AbortController();
    phases.push(
      await runPhase(
        {
          plan: life.plan,
          phase: 'destroy',
          timeoutMs: life.plan.timeouts.destroyMs,
          signal: calm.signal,
          connection: () => life.connection,
          work: async (signal) => {
            await life.destroy(signal);
            return 'pass';
          },
        },
        parts,
      ),
    );
    return { kept: false, trouble: undefined };
  } catch (error) {
    if (error instanceof PhaseStopped) phases.push(error.result);
    return { kept: true, trouble: toTrouble(error instanceof PhaseStopped ? error.cause : error) };
  }
}

function shouldDestroy(
  { goal, destroy, signal }: RunOptions,
  outcome: Outcome,
  isCreated: boolean,
  made: boolean,
): boolean {
  if (!isCreated) return true;
  if (goal !== 'test') return false;
  if (signal.aborted) return made && destroy !== 'never';
  return destroy === 'always' || (destroy === 'passing' && (outcome === 'pass' || outcome === 'skip'));
}

/** Stopped because another instance failed (`--fail-fast`) is no verdict on this one. */
function stoppedOutcome(signal: AbortSignal): Outcome {
  return signal.aborted && signal.reason instanceof FailFast ? 'skip' : 'error';
}

/** Why `--fail-fast` stopped an instance. */
export class FailFast extends SalternError {
  constructor(first: string) {
    super('INTERRUPTED', `Stopped because '${first}' did not pass (--fail-fast)`);
  }
}

function timeoutOf({ timeouts }: InstancePlan, phase: Phase): number {
  const limits: Record<Phase, number> = {
    prepare: timeouts.prepareMs,
    create: timeouts.createMs,
    converge: timeouts.convergeMs + CONVERGE_SLACK_MS,
    idempotence: timeouts.convergeMs + CONVERGE_SLACK_MS,
    reboot: timeouts.rebootMs,
    verify: timeouts.verifyMs,
    destroy: timeouts.destroyMs,
  };
  return limits[phase];
}

async function proveInstance(
  plan: InstancePlan,
  result: InstanceResult,
  life: InstanceLife | undefined,
  { startedAt, parts }: { readonly startedAt: number; readonly parts: RunParts },
): Promise<Evidence | undefined> {
  const image = life?.image;
  if (!image) return undefined;
  const digests = await parts.provisioner.digests(plan);
  const { snapshot } = plan;
  return {
    version: 1,
    runId: parts.runId,
    instance: plan.name,
    formula: plan.formula,
    suite: plan.suite,
    platform: plan.platform,
    outcome: result.outcome,
    reasons: listReasons(result),
    snapshot: snapshot ? { id: snapshot.id, digest: snapshot.digest } : undefined,
    formulaDigest: digests.formula,
    suiteDigest: digests.suite,
    recipe: fingerprintPlan(plan),
    image,
    saltVersion: life.converged?.saltVersion ?? '',
    packages: life.packages,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(parts.now()).toISOString(),
  };
}
