import type { CheckResult, ConvergeProblem, StepResult, Trouble } from '../../contract/model.ts';
import type { StepName } from '../../contract/phases.ts';
import { cleanLine, cleanLines } from '../../base/text/clean-text.ts';
import { describeChangedAgain } from './explain-states.ts';
import type { FailedState } from './explain-states.ts';
import { span } from '../text/line.ts';
import type { Line, Span, Tone } from '../text/line.ts';
import { formatPlace, whenWord } from '../text/words.ts';
import { listFailures } from './list-failures.ts';

/** A longer diff or comment is cut there; the whole is in the log. */
const MAX_LINES = 200;

/** `  state  ` and so on: labels share one column. */
export function labelled(label: string, tone: Tone, ...rest: readonly Span[]): Line {
  return [span('  '), span(label.padEnd(7), tone), ...rest];
}

function detail(text: string, tone: Tone = 'plain'): Line {
  return [span('    '), span(text, tone)];
}

function details(text: string, toTone: (line: string) => Tone = () => 'plain'): readonly Line[] {
  const lines = cleanLines(text);
  const shown = lines.slice(0, MAX_LINES).map((line) => detail(line, toTone(line)));
  return lines.length <= MAX_LINES
    ? shown
    : [...shown, detail(`… ${lines.length - MAX_LINES} more lines in the log`, 'dim')];
}

function diffTone(line: string): Tone {
  if (line.startsWith('+')) return 'pass';
  if (line.startsWith('-')) return 'fail';
  return line.startsWith('@@') ? 'active' : 'plain';
}

function hasChanges(changes: unknown): boolean {
  return typeof changes === 'object' && changes !== null && Object.keys(changes).length > 0;
}

/** A state that failed or changed again: where, why, its diff, and what waits for it. `after`: the steps before. */
export function renderFailedState(
  { state, waiting }: FailedState,
  after: readonly StepName[],
  cwd: string,
): readonly Line[] {
  const place = state.place === undefined ? '' : `   ${formatPlace(state.place, cwd)}`;
  const again = state.verdict === 'changed-again';
  const change =
    state.diff !== undefined
      ? details(state.diff, diffTone)
      : again && hasChanges(state.changes)
        ? details(JSON.stringify(state.changes, undefined, 2))
        : [];
  const ran = waiting.length === 1 ? '1 state waits' : `${waiting.length} states wait`;
  return [
    labelled(
      'state',
      'fail',
      span(cleanLine(state.id), 'strong'),
      span(`  ${cleanLine(state.function)}`),
      span(place, 'dim'),
    ),
    ...(again ? [detail(describeChangedAgain(after), 'fail')] : []),
    ...details(again ? state.comment : `${whenWord(after)}${state.comment}`),
    ...change,
    ...(waiting.length === 0 ? [] : [detail(`${ran} for it and did not run: ${cleanLine(waiting.join(', '))}`)]),
  ];
}

/** A pass without usable states, or one that stopped. */
export function renderProblem(problem: ConvergeProblem, after: readonly StepName[], cwd: string): readonly Line[] {
  const place = problem.place === undefined ? '' : `   ${formatPlace(problem.place, cwd)}`;
  return [
    labelled('salt', 'fail', span(problem.kind, 'strong'), span(place, 'dim')),
    ...details(`${whenWord(after)}${problem.message}`),
  ];
}

/** Everything that went wrong, step by step, each thing once. */
export function renderFailures(steps: readonly StepResult[], cwd: string): readonly Line[] {
  return listFailures(steps).flatMap(({ step: { after }, problems, states, checks }) => [
    ...problems.flatMap((problem) => renderProblem(problem, after, cwd)),
    ...states.flatMap((state) => renderFailedState(state, after, cwd)),
    ...renderChecks(checks, after, cwd),
  ]);
}

/** Those of one resource whose details are the same show them once. */
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

/** What stood in the way, and what to do. */
export function renderTrouble(trouble: Trouble, phase: string | undefined): readonly Line[] {
  const [first = '', ...more] = cleanLines(trouble.message);
  return [
    labelled('error', 'error', span(trouble.code, 'strong'), span(phase === undefined ? '' : `  in ${phase}`, 'dim')),
    detail(first),
    ...more.map((line) => detail(line)),
    ...(trouble.hint === undefined ? [] : [[span('    hint: ', 'strong'), span(cleanLine(trouble.hint))]]),
    ...trouble.details.flatMap((text) => details(text, () => 'dim')),
  ];
}

/** `1 retry`, `2 retries` */
export function retryWord(retries: number): string {
  return retries === 1 ? '1 retry' : `${retries} retries`;
}
