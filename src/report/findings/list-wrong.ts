import { cleanLine } from '../../base/text/clean-text.ts';
import { whyFailed } from '../../contract/command-end.ts';
import { outcomeOfProblem, type ProblemKind } from '../../contract/outcome.ts';
import type { CheckResult, ConvergeProblem, InstanceResult, Trouble } from '../../contract/result.ts';
import type { StepName } from '../../contract/phases.ts';
import type { FailedState } from '../explain/explain-states.ts';
import { listFailures, type StepFailures } from '../explain/list-failures.ts';
import { renderCheck, renderFailedState, renderProblem } from '../explain/render-failures.ts';
import { renderTrouble } from '../explain/render-trouble.ts';
import { headline } from '../text/headline.ts';
import { whenWord } from '../text/words.ts';
import { cutDetails } from './cut-details.ts';
import type { OneFinding } from './one-finding.ts';
import { sayCheck } from './say-check.ts';
import { sayService } from './say-service.ts';
import { nameState, sayState } from './say-state.ts';

/** Everything that failed on one instance or could not be found out, in the order it came. Pure. */
export function listWrong(result: InstanceResult, cwd: string): readonly OneFinding[] {
  const steps = listFailures(result.steps).flatMap((failures) => listOfStep(failures, result, cwd));
  const { trouble } = result;
  const all = [...steps, ...(trouble === undefined ? [] : [ofTrouble(trouble, result)])];
  return all.map((one, at) => ({ ...one, rank: one.rank === 0 ? 0 : at === 0 ? 1 : 2 }));
}

function listOfStep(
  { step: { after }, problems, states, checks }: StepFailures,
  result: InstanceResult,
  cwd: string,
): readonly OneFinding[] {
  return [
    ...problems.map((problem) => ofProblem(problem, result, { after, cwd })),
    ...states.map((state) => ofState(state, result, { after, cwd })),
    ...checks.map((check) => ofCheck(check, result, { after, cwd })),
  ];
}

interface Around {
  /** Steps before. */
  readonly after: readonly StepName[];
  readonly cwd: string;
}

const PROBLEM_TITLES = {
  render: 'the states cannot be rendered',
  'missing-sls': 'states are missing',
  'empty-top': 'the top file names no states',
  pillar: 'the pillar cannot be rendered',
  hang: 'a state does not end',
  'dry-run': 'states were only planned',
  unclear: 'what Salt says is not clear',
  'stale-exception': 'an exception is of no state',
  other: 'Salt stopped',
} as const satisfies Record<ProblemKind, string>;

/** After these there are no states to look at. */
const FIRST: readonly ProblemKind[] = ['render', 'missing-sls', 'empty-top', 'pillar'];

function ofProblem(problem: ConvergeProblem, instance: InstanceResult, { after, cwd }: Around): OneFinding {
  const { kind, message, place } = problem;
  const why = whenWord(after) + headline(message);
  return {
    severity: 'error',
    instance,
    rule: kind,
    identity: [instance.formula, kind, place === undefined ? cleanLine(why) : place.file],
    title: `${instance.formula}: ${PROBLEM_TITLES[kind]}`,
    why,
    details: cutDetails(renderProblem(problem, after, cwd).slice(1), why),
    place,
    rank: FIRST.includes(kind) && outcomeOfProblem(kind) === 'fail' ? 0 : 1,
  };
}

function ofState(found: FailedState, instance: InstanceResult, { after, cwd }: Around): OneFinding {
  const { state } = found;
  const isAgain = state.verdict === 'changed-again';
  const reason = sayService(state.said ?? []) ?? headline(whyFailed(state));
  const again = after.includes('reboot') ? 'after the reboot' : 'when it is applied a second time';
  const why = isAgain
    ? `${nameState(state)} changes again ${again}`
    : `${whenWord(after)}${sayState(state)}: ${reason}`;
  return {
    severity: 'error',
    instance,
    rule: `state/${cleanLine(state.function)}`,
    identity: [instance.formula, state.sls, state.id, state.function, state.name, isAgain ? 'again' : ''],
    title: `${instance.formula}: ${isAgain ? `${nameState(state)} changes again` : sayState(state)}`,
    why,
    details: cutDetails(renderFailedState(found, after, cwd).slice(isAgain ? 2 : 1), headline(whyFailed(state))),
    place: state.place,
    rank: 1,
  };
}

function ofCheck(check: CheckResult, instance: InstanceResult, { after, cwd }: Around): OneFinding {
  const { verifier, type, id, property, place } = check;
  const what = `${cleanLine(type)} ${cleanLine(id)}`;
  const said = sayCheck(check);
  const reason = sayService(check.details);
  const message = headline(check.message);
  return {
    severity: 'error',
    instance,
    rule: `check/${cleanLine(type)}`,
    identity: [instance.formula, instance.suite, verifier, type, id, property],
    title: `${instance.formula}: ${said ?? `${headline(what, 60)} ${check.outcome === 'error' ? 'could not be found out' : 'is not as expected'}`}`,
    why:
      whenWord(after) +
      (said === undefined ? `${what}: ${message}` : `${said}${reason === undefined ? '' : `: ${reason}`} (${message})`),
    details: cutDetails(renderCheck(check, after, cwd).slice(1)),
    place,
    rank: 1,
  };
}

function ofTrouble(trouble: Trouble, instance: InstanceResult): OneFinding {
  const broken = instance.phases.find(({ outcome }) => outcome === 'error')?.phase;
  return {
    severity: 'error',
    instance,
    rule: `trouble/${cleanLine(trouble.code)}`,
    identity: [instance.formula, 'trouble', trouble.code],
    title: `${instance.formula}: could not be found out${broken === undefined ? '' : `, in ${broken}`}`,
    why: headline(trouble.message),
    details: cutDetails(renderTrouble(trouble, broken).slice(2)),
    place: undefined,
    rank: 1,
  };
}
