import { shortenEnd } from '../../base/text/cell-width.ts';
import { cleanLine, cleanLines } from '../../base/text/clean-text.ts';
import type { FoundPlace } from '../../base/place/place.ts';
import type { CheckStory, StateStory } from '../../contract/history.ts';
import type { StateResult, StepResult } from '../../contract/result.ts';
import { formatPlace } from '../text/words.ts';

/** Most lines, and characters of a line, of what one state or check says; the instance's log has the whole. */
const MOST_LINES = 60;
const LONGEST_LINE = 300;

/** Every state of every pass; of what passed only that it did, for there are hundreds of nights of it. Pure. */
export function tellStates(steps: readonly StepResult[], cwd: string): readonly StateStory[] {
  return steps.flatMap(({ step, pass }) => {
    if (pass === undefined || (step.do !== 'converge' && step.do !== 'again')) return [];
    const name = step.do;
    return pass.states.map((state) => ({
      step: name,
      id: cleanLine(state.id),
      function: cleanLine(state.function),
      outcome: state.outcome,
      ms: Math.round(state.durationMs),
      ...(state.outcome === 'pass' ? {} : { said: sayState(state), ...tellPlace(state.place, cwd) }),
    }));
  });
}

/** Every check. Pure. */
export function tellChecks(steps: readonly StepResult[], cwd: string): readonly CheckStory[] {
  return steps
    .flatMap(({ checks }) => checks)
    .map((check) => ({
      verifier: check.verifier,
      what: cleanLine(`${check.type} ${check.id}`),
      property: cleanLine(check.property),
      outcome: check.outcome,
      ...(check.durationMs === undefined ? {} : { ms: Math.round(check.durationMs) }),
      ...(check.outcome === 'pass'
        ? {}
        : { said: cutLines([check.message, ...check.details]), ...tellPlace(check.place, cwd) }),
    }));
}

function sayState({ comment, diff, said = [] }: StateResult): string {
  return cutLines([comment, ...(diff === undefined ? [] : [diff]), ...said]).join('\n');
}

function cutLines(texts: readonly string[]): readonly string[] {
  const lines = texts.flatMap(cleanLines).map((line) => shortenEnd(line, LONGEST_LINE));
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `… ${lines.length - MOST_LINES} more lines in the log`];
}

function tellPlace(place: FoundPlace | undefined, cwd: string): { readonly place?: string } {
  return place === undefined ? {} : { place: formatPlace(place, cwd) };
}
