import { stripVTControlCharacters } from 'node:util';
import type { Json } from '../../base/json/json.ts';
import type { StateResult } from '../../contract/result.ts';
import { outcomeOf, type StateVerdict } from '../../contract/outcome.ts';
import type { SourceFinder } from './find-source.ts';
import type { KnownStates } from './known-states.ts';
import { listSaid } from './list-said.ts';
import { parseBlockers } from './parse-blockers.ts';
import type { RawState } from './raw-state.ts';
import { withoutScopeNotice } from './scope-notice.ts';

/** Salt's dictionary as a result. `known`: the states of the pass, also by what it said before they ran. */
export async function parseState(raw: RawState, sources: SourceFinder, known: KnownStates): Promise<StateResult> {
  const { tag, result } = raw;
  const [state = '', tagId = '', tagName = '', fun = ''] = tag.split('_|-');
  const id = textOf(result['__id__']) ?? tagId;
  const ok = result['result'];
  const comment = commentOf(result['comment']);
  // Salt does not sign what it says in place of a state function that does not exist, or gave no proper answer.
  const sls = textOf(result['__sls__']) ?? known.slsOf(tag) ?? /in SLS '([^']+)'/u.exec(comment)?.[1] ?? '';
  const blockedBy = ok === false ? parseBlockers(comment, known) : [];
  const said = ok === false && blockedBy.length === 0 ? listSaid(raw, comment) : [];
  const verdict = verdictOf(ok, blockedBy, result['changes']);
  const whole =
    verdict === 'unclear' ? [sayUnclear(ok), comment].filter(Boolean).join('\n') : suggest(comment, raw.near);
  return {
    id,
    function: `${state}.${fun}`,
    name: textOf(result['name']) ?? tagName,
    sls,
    result: ok === true || ok === false ? ok : null,
    verdict,
    outcome: outcomeOf(verdict),
    excuse: undefined,
    changes: (result['changes'] ?? {}) as Json,
    diff: findDiff(result['changes']),
    comment: whole,
    durationMs: durationOf(result['duration']),
    ...(said.length > 0 && { said }),
    blockedBy,
    place: await sources.state(sls, id),
  };
}

function verdictOf(ok: unknown, blockedBy: readonly string[], changes: unknown): StateVerdict {
  if (ok === false) return blockedBy.length > 0 ? 'blocked' : 'failed';
  if (ok === null) return 'planned';
  if (ok !== true) return 'unclear';
  return isEmpty(changes) ? 'kept' : 'changed';
}

/** Salt says true, false or null; whatever else a state of a formula's own gives may mean anything. */
function sayUnclear(ok: unknown): string {
  return ok === undefined
    ? 'The state has no result'
    : `The result of the state is ${JSON.stringify(ok)}, not true or false`;
}

/** Salt reports `changes: {}` for a state that found all in place. */
function isEmpty(changes: unknown): boolean {
  if (changes === null || changes === undefined) return true;
  return typeof changes === 'object' && Object.keys(changes).length === 0;
}

/** The order in which states ran. */
export function runNumber(result: Readonly<Record<string, unknown>>): number {
  const number = result['__run_num__'];
  return typeof number === 'number' ? number : Number.MAX_SAFE_INTEGER;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** After the sentence that says that Salt does not know it. */
function suggest(comment: string, near: string | null | undefined): string {
  return near
    ? comment.replace(/(was not found in SLS '[^']*')/u, (found) => `${found}; did you mean '${near}'?`)
    : comment;
}

function commentOf(value: unknown): string {
  const text = Array.isArray(value) ? value.join('\n') : (textOf(value) ?? '');
  return withoutScopeNotice(stripVTControlCharacters(text)).trim();
}

/** Milliseconds; older states say `3.2 ms`. */
function durationOf(value: unknown): number {
  const number = typeof value === 'number' ? value : Number.parseFloat(textOf(value) ?? '');
  return Number.isFinite(number) ? number : 0;
}

/** Unified diffs among the changes: of the state itself, or of each file below a path. */
export function findDiff(changes: unknown): string | undefined {
  if (typeof changes !== 'object' || changes === null) return undefined;
  const parts = Object.values({ '': changes, ...changes }).flatMap((value: unknown) => {
    if (typeof value !== 'object' || value === null || !('diff' in value)) return [];
    const { diff } = value;
    return typeof diff === 'string' && /^@@ /mu.test(diff) ? [diff] : [];
  });
  return parts.length > 0 ? parts.join('\n') : undefined;
}
