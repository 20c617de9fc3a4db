import type { ConvergeProblem, StateResult } from '../../contract/result.ts';
import type { SourceFinder } from './find-source.ts';
import { KnownStates } from './known-states.ts';
import { parseProblems } from './parse-problem.ts';
import { parseState, runNumber } from './parse-state.ts';
import type { RawState } from './raw-state.ts';

export interface ParsedReturn {
  /** In the order they ran. */
  readonly states: readonly StateResult[];
  /** Salt's own names of these, in the same order: by them the same states are known while they run. */
  readonly tags: readonly string[];
  readonly problems: readonly ConvergeProblem[];
}

/** The tag of the pseudo-state by which Salt says that no top file matched. */
const NO_STATES = /^no_\|-states_\|-/u;

/**
 * Reads what `state.apply` gives: a map of states, or a list of strings when it could not even begin. An answer without a
 * state is a problem, never a pass; so is what stands beside the states and is none.
 */
export async function parseReturn(
  value: unknown,
  sources: SourceFinder,
  known = new KnownStates(),
): Promise<ParsedReturn> {
  if (typeof value === 'string') return ofErrors([value], sources);
  if (Array.isArray(value)) return ofErrors(value.map(String), sources);
  const raw = rawStates(value);
  const none = raw.find(({ tag }) => NO_STATES.test(tag));
  if (none) return { ...NOTHING, problems: [emptyTop(String(none.result['comment'] ?? ''))] };
  const strays = await parseStrays(value, sources);
  if (raw.length === 0) return { ...NOTHING, problems: strays.length > 0 ? strays : [emptyTop('')] };
  for (const state of raw) known.take(state);
  const sorted = raw.toSorted((a, b) => runNumber(a.result) - runNumber(b.result));
  return {
    states: await Promise.all(
      sorted.map((state) => parseState({ ...state, ...known.saidOf(state.tag) }, sources, known)),
    ),
    tags: sorted.map(({ tag }) => tag),
    problems: strays,
  };
}

const NOTHING = { states: [], tags: [] } as const;

async function ofErrors(errors: readonly string[], sources: SourceFinder): Promise<ParsedReturn> {
  const problems = await parseProblems(errors, sources);
  return { ...NOTHING, problems: problems.length > 0 ? problems : [unclear('Salt gave neither states nor a reason')] };
}

function rawStates(value: unknown): readonly RawState[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([tag, result]: [string, unknown]) =>
    tag.includes('_|-') ? [{ tag, result: isMap(result) ? result : notSaid(result) }] : [],
  );
}

/** In place of a result that is none. */
function notSaid(value: unknown): Readonly<Record<string, unknown>> {
  return { result: 'none', comment: `Salt gave ${JSON.stringify(value)} in place of the state's result` };
}

/** What an answer holds beside states. */
async function parseStrays(value: unknown, sources: SourceFinder): Promise<readonly ConvergeProblem[]> {
  if (!isMap(value)) return [];
  const strays = Object.entries(value).filter(([key]) => !key.includes('_|-'));
  const problems = strays.map(async ([key, said]): Promise<readonly ConvergeProblem[]> => {
    if (key === 'errors') return await parseProblems([said].flat().map(String), sources);
    if (key === 'retcode' && said === 0) return [];
    return [unclear(`Salt's answer holds '${key}: ${JSON.stringify(said)}', which is no state`)];
  });
  return (await Promise.all(problems)).flat();
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unclear(message: string): ConvergeProblem {
  return { kind: 'unclear', message, place: undefined };
}

function emptyTop(said: string): ConvergeProblem {
  const message = 'Salt had nothing to do: no state was applied';
  const reason = said.replace(/ ?Please see master log for details\.?/u, '').trim();
  return { kind: 'empty-top', message: reason === '' ? message : `${message}. ${reason}`, place: undefined };
}
