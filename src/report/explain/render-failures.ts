import { cleanLine, cleanLines } from '../../base/text/clean-text.ts';
import { commandEndOf } from '../../contract/command-end.ts';
import type { CheckResult, ConvergeProblem, StateResult, StepResult } from '../../contract/result.ts';
import { outcomeOfProblem } from '../../contract/outcome.ts';
import type { StepName } from '../../contract/phases.ts';
import { span, type Line, type Tone } from '../text/line.ts';
import { formatPlace, whenWord } from '../text/words.ts';
import { describeChangedAgain, type FailedState } from './explain-states.ts';
import { nameWord } from './name-word.ts';
import { renderChanges } from './render-changes.ts';
import { renderCommand } from './render-command.ts';
import { detail, details, labelled } from './labelled-lines.ts';
import { listFailures } from './list-failures.ts';
import { shortenRepeats } from './shorten-repeats.ts';

/** Everything that went wrong, step by step, each thing once. */
export function renderFailures(steps: readonly StepResult[], cwd: string): readonly Line[] {
  return listFailures(steps).flatMap(({ step: { after }, problems, states, checks }) => [
    ...shortenRepeats(problems).flatMap((problem) => renderProblem(problem, after, cwd)),
    ...states.flatMap((state) => renderFailedState(state, after, cwd)),
    ...renderChecks(checks, after, cwd),
  ]);
}

/** A pass without usable states, or one that stopped. `after`: the steps before. */
export function renderProblem(problem: ConvergeProblem, after: readonly StepName[], cwd: string): readonly Line[] {
  const { place } = problem;
  const column = place?.line !== undefined && place.column !== undefined ? `:${place.column}` : '';
  const where = place === undefined ? '' : `   ${formatPlace(place, cwd)}${column}`;
  return [
    labelled('salt', outcomeOfProblem(problem.kind), span(problem.kind, 'strong'), span(where, 'dim')),
    ...details(`${whenWord(after)}${problem.message}`),
  ];
}

/** A state that failed or changed again: where, why, its diff, and what waits for it. */
export function renderFailedState(
  { state, waiting }: FailedState,
  after: readonly StepName[],
  cwd: string,
): readonly Line[] {
  const place = state.place === undefined ? '' : `   ${formatPlace(state.place, cwd)}`;
  const isAgain = state.verdict === 'changed-again';
  const ran = waiting.length === 1 ? '1 state waits' : `${waiting.length} states wait`;
  const id = span(cleanLine(state.id), 'strong');
  return [
    labelled(
      'state',
      state.outcome === 'error' ? 'error' : 'fail',
      id,
      span(`  ${cleanLine(state.function)}${nameWord(state)}`),
      span(place, 'dim'),
    ),
    ...(isAgain ? [detail(describeChangedAgain(after), 'fail')] : []),
    ...details(`${isAgain ? '' : whenWord(after)}${saysOnlyThatItRan(state) ? '' : state.comment}`),
    ...renderDone(state),
    ...(state.said ?? []).flatMap((line) => details(line)),
    ...(waiting.length === 0 ? [] : [detail(`${ran} for it and did not run: ${cleanLine(waiting.join(', '))}`)]),
  ];
}

/** What a state changed, or what its command said. */
function renderDone({ diff, changes }: StateResult): readonly Line[] {
  const end = commandEndOf(changes);
  if (end !== undefined) return renderCommand(end);
  // Salt's diffs begin with two lines that name nothing.
  return diff === undefined ? renderChanges(changes) : details(diff.replace(/^--- *\n\+\+\+ *\n/, ''), diffTone);
}

/** Salt's comment on a command, which is the state's name. */
function saysOnlyThatItRan({ comment, name, changes }: StateResult): boolean {
  return commandEndOf(changes) !== undefined && comment.trim() === `Command "${name}" run`;
}

function diffTone(line: string): Tone {
  if (line.startsWith('+')) return 'pass';
  if (line.startsWith('-')) return 'fail';
  return line.startsWith('@@') ? 'active' : 'plain';
}

/** Checks of one resource whose details are the same show these once. */
function renderChecks(bad: readonly CheckResult[], after: readonly StepName[], cwd: string): readonly Line[] {
  return bad.flatMap((check, index) => {
    const next = bad[index + 1];
    const isShared =
      next?.type === check.type && next.id === check.id && next.details.join('\n') === check.details.join('\n');
    return renderCheck(isShared ? { ...check, details: [] } : check, after, cwd);
  });
}

/** A check with what was expected, what came, and what one would look up next. */
export function renderCheck(check: CheckResult, after: readonly StepName[], cwd: string): readonly Line[] {
  const place = check.place === undefined ? '' : `   ${formatPlace(check.place, cwd)}`;
  const [first = '', ...more] = cleanLines(`${whenWord(after)}${check.message}`);
  return [
    labelled(
      'check',
      check.outcome === 'error' ? 'error' : 'fail',
      span(`${cleanLine(check.type)} ${cleanLine(check.id)}`, 'strong'),
      span(`   ${first}`),
      span(place, 'dim'),
    ),
    ...more.map((line) => detail(line)),
    ...check.details.flatMap((text) => details(text)),
  ];
}
