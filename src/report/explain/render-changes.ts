import { cleanLines } from '../../base/text/clean-text.ts';
import type { Json } from '../../base/json/json.ts';
import type { Line } from '../text/line.ts';
import { detail, details } from './labelled-lines.ts';

/** Differs at each run, and says nothing. */
const NO_NEWS = new Set(['pid']);

/**
 * A state's changes, a line for each: `mode: 0644`, `chrony: 4.5-1 → 4.5-2`; a text of several lines stands below its
 * name.
 */
export function renderChanges(changes: Json): readonly Line[] {
  if (typeof changes !== 'object' || changes === null) return [];
  return Object.entries(changes)
    .filter(([name]) => !NO_NEWS.has(name))
    .flatMap(([name, value]) => renderChange(name, value));
}

function renderChange(name: string, value: Json): readonly Line[] {
  if (typeof value === 'string' && cleanLines(value).length > 1) {
    return [...details(`${name}:`), ...cleanLines(value).map((line) => detail(`  ${line}`))];
  }
  return details(`${name}: ${describeValue(value)}`);
}

function describeValue(value: Json): string {
  if (typeof value === 'string') return value;
  const isPair =
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 2;
  if (!isPair || !('old' in value) || !('new' in value)) return JSON.stringify(value);
  return `${describeSide(value['old'])} → ${describeSide(value['new'])}`;
}

/** Salt writes nothing where there was nothing. */
function describeSide(value: Json | undefined): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
