import { runSelected, type NothingFailed } from '../../app/run-selected.ts';
import type { SelectOptions } from '../../app/select-fleet.ts';
import { SalternError } from '../../contract/errors.ts';
import type { SaltLogLevel } from '../../contract/provisioner.ts';
import type { RunResult } from '../../contract/result.ts';
import { givesVerdict } from '../../report/gives-verdict.ts';
import { toResultJson } from '../../report/to-result-json.ts';
import type { Goal } from '../../contract/phases.ts';
import type { Answer, Command, ExitCode } from '../answer.ts';
import { openScreen } from '../open-screen.ts';
import { tellTroubles } from '../tell-troubles.ts';

export interface RunFlags extends SelectOptions {
  readonly failFast?: boolean;
  readonly recreate?: boolean;
  readonly saltLog?: SaltLogLevel;
  /** On workers of other machines. Default: here. */
  readonly workers?: boolean;
}

/**
 * `create`, `converge`, `verify` and `test`: what happens is shown on the screen; with `--json`, the result at the end.
 */
export function run(goal: Goal): Command<RunFlags, [instances: readonly string[]]> {
  return async (app, flags, instances) => {
    const done = await runSelected(app, instances, {
      ...flags,
      goal,
      isFailFast: flags.failFast ?? false,
      isRecreate: flags.recreate ?? false,
      ...(flags.json ? {} : { listener: await openScreen(app, goal) }),
    });
    if ('untried' in done) return sayNothingFailed(goal, done);
    const { result, troubles } = done;
    const trouble = tellTroubles(app, troubles);
    const isLost = troubles.some(isLostResult);
    const isNothing = givesVerdict(goal) && result.outcome === 'skip' && !result.interrupted;
    return {
      exitCode: isNothing || (isLost && !result.interrupted) ? EXIT_UNKNOWN : chooseExitCode(result) || trouble,
      data: toResultJson(result),
      talk: isNothing ? ['nothing was proved: no state and no check passed, and that is no pass'] : [],
    };
  };
}

/** Asked for what failed, of which there is nothing: that is well. */
function sayNothingFailed(goal: Goal, { untried, of }: NothingFailed): Answer {
  const counts = { pass: 0, fail: 0, error: 0, skip: 0 };
  return {
    exitCode: 0,
    data: {
      version: 1,
      runId: null,
      outcome: 'skip',
      startedAt: null,
      durationMs: 0,
      interrupted: false,
      counts,
      instances: [],
    },
    lines: [
      `nothing is known to have failed, so there is nothing to ${goal}`,
      ...(untried === 0 ? [] : [`${untried} of ${of} instances were never tested`]),
    ],
  };
}

/** Could not find out: where nothing was looked at, and where what was found is not kept for the gate. */
const EXIT_UNKNOWN = 3;

function isLostResult(trouble: unknown): boolean {
  return trouble instanceof SalternError && trouble.code === 'EVIDENCE_LOST';
}

/** A failure is a finding and comes before "could not find out". */
function chooseExitCode(result: RunResult): ExitCode {
  if (result.interrupted) return 130;
  if (result.instances.some((one) => one.outcome === 'fail')) return 1;
  return result.outcome === 'error' ? EXIT_UNKNOWN : 0;
}
