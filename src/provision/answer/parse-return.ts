import type { ConvergeProblem, StateResult } from '../../contract/result.ts';
import type { SourceFinder } from './find-source.ts';
import { KnownStates } from './known-states.ts';
import { parseProblems } from './parse-problem.ts';
import { parseState, runNumber } from './parse-state.ts';
import type { RawState } from './raw-state.ts';

export interface ParsedReturn {
  readonly states: readonly StateResult[];
  readonly problems: readonly ConvergeProblem[];
}

/** The tag of the pseudo-state by which Salt says that no top file matched. */
const NO_STATES = /^no_\|-states_\|-/u;

/**
 * Reads what `state.apply` gives: a map of states, or a list of strings when it could not even begin. A map without a
 * state is a problem, never a pass.
 */
export async function parseReturn(
  value: unknown,
  sources: SourceFinder,
  known = new KnownStates(),
): Promise<ParsedReturn> {
  if (typeof value === 'string') return { states: [], problems: await parseProblems([value], sources) };
  if (Array.isArray(value)) return { states: [], problems: await parseProblems(value.map(String), sources) };
  const raw = rawStates(value);
  const none = raw.find(({ tag }) => NO_STATES.test(tag));
  if (none) return { states: [], problems: [emptyTop(String(none.result['comment'] ?? ''))] };
  if (raw.length === 0) return { states: [], problems: [emptyTop('')] };
  for (const state of raw) known.take(state);
  const sorted = raw.toSorted((a, b) => runNumber(a.result) - runNumber(b.result));
  return {
    states: await Promise.all(
      sorted.map((state) => parseState({ ...state, ...known.saidOf(state.tag) }, sources, known)),
    ),
    problems: [],
  };
}

function rawStates(value: unknown): readonly RawState[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([tag, result]: [string, unknown]) =>
    typeof result === 'object' && result !== null && tag.includes('_|-')
      ? [{ tag, result: result as Record<string, unknown> }]
      : [],
  );
}

function emptyTop(said: string): ConvergeProblem {
  const message = 'Salt had nothing to do: no state was applied';
  const reason = said.replace(/ ?Please see master log for details\.?/u, '').trim();
  return { kind: 'empty-top', message: reason === '' ? message : `${message}. ${reason}`, place: undefined };
}
