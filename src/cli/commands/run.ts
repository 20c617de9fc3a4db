import { count } from '../../base/text/count.ts';
import type { FleetRun } from '../../app/run-fleet.ts';
import { runSelected, type NothingChanged, type NothingFailed } from '../../app/run-selected.ts';
import type { SelectOptions } from '../../app/select-fleet.ts';
import { SalternError } from '../../contract/errors.ts';
import type { SaltLogLevel } from '../../contract/provisioner.ts';
import type { RunResult } from '../../contract/result.ts';
import { givesVerdict } from '../../report/gives-verdict.ts';
import { toResultJson } from '../../report/to-result-json.ts';
import type { Goal } from '../../contract/phases.ts';
import type { Answer, Command, ExitCode } from '../answer.ts';
import type { App } from '../app.ts';
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
    if ('changes' in done) return sayNothingChanged(goal, done);
    if (done.result.instances.length > 0 || done.cut === undefined) return answerRun(app, goal, done);
    const { whole, shard } = done.cut;
    const nothing = `nothing falls to shard ${shard.index}/${shard.count} of ${count(whole.length, 'instance')}`;
    return { ...answerRun(app, goal, done, { isEmptyWell: true }), talk: [nothing] };
  };
}

/** What a run came to: its exit code, and what `--json` gives. `isEmptyWell`: there was nothing to prove. Default false. */
export function answerRun(
  app: App,
  goal: string,
  { result, troubles }: FleetRun,
  { isEmptyWell = false }: { readonly isEmptyWell?: boolean } = {},
): Answer {
  const trouble = tellTroubles(app, troubles);
  const isLost = troubles.some(isLostResult);
  const isNothing = givesVerdict(goal) && result.outcome === 'skip' && !result.interrupted && !isEmptyWell;
  return {
    exitCode: isNothing || (isLost && !result.interrupted) ? EXIT_UNKNOWN : chooseExitCode(result) || trouble,
    data: toResultJson(result),
    talk: isNothing ? ['nothing was proved: no state and no check passed, and that is no pass'] : [],
  };
}

/** Asked for what failed, of which there is nothing: that is well. */
function sayNothingFailed(goal: Goal, { untried, of }: NothingFailed): Answer {
  const lines = [
    `nothing is known to have failed, so there is nothing to ${goal}`,
    ...(untried === 0 ? [] : [`${untried} of ${of} instances were never tested`]),
  ];
  return { exitCode: 0, data: NO_RUN, lines };
}

/** The same of what changed. */
function sayNothingChanged(goal: Goal, { changes }: NothingChanged): Answer {
  const isAny = changes.selected.length > 0;
  const what = isAny ? 'none of what was asked for is affected' : 'what changed affects no instance';
  return { exitCode: 0, data: NO_RUN, lines: [`${what}, so there is nothing to ${goal}`] };
}

/** The data of a run that nobody had to make. */
const NO_RUN = {
  version: 1,
  runId: null,
  outcome: 'skip',
  startedAt: null,
  durationMs: 0,
  interrupted: false,
  counts: { pass: 0, fail: 0, error: 0, skip: 0 },
  instances: [],
};

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
