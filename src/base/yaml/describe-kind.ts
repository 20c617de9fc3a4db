import type { $ZodIssue, $ZodTypes } from 'zod/v4/core';
import type { Json } from '../json/json.ts';
import { firstLine } from '../text/first-line.ts';

/** What a schema asks for, in the words of its own message where it has one: `a duration such as 90s`, `a list or a map`. */
export function describeExpected(issue: $ZodIssue, variants: readonly $ZodTypes[]): string {
  const isOwnWords = ['invalid_format', 'too_small', 'too_big'].includes(issue.code ?? '');
  if (isOwnWords && !/^(Invalid|Too small|Too big)/.test(issue.message)) return issue.message;
  const kinds = [...new Set(variants.map(describeKind))];
  if (kinds.length === 0) return issue.message;
  const last = kinds.pop() ?? '';
  return kinds.length === 0 ? last : `${kinds.join(', ')} or ${last}`;
}

/** Enough of a text to find it by; a message is no place for all of a file. */
const MOST_QUOTED = 80;

/** The start of a text, for messages: its first line, and not too much of it. */
export function quoteStart(text: string): string {
  const line = firstLine(text);
  return line.length > MOST_QUOTED || line !== text ? `${line.slice(0, MOST_QUOTED)}…` : line;
}

/** What is there instead: `nothing`, `a list`, `'text'`, `the number 5`. */
export function describeGiven(value: Json): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string'
    ? `'${quoteStart(value)}'`
    : `${typeof value === 'number' ? 'the number ' : ''}${String(value)}`;
}

function describeKind({ _zod: { def } }: $ZodTypes): string {
  switch (def.type) {
    case 'string':
      return 'text';
    case 'number':
      return def.checks?.some((check) => check._zod.def.check === 'number_format') || 'format' in def
        ? 'a whole number'
        : 'a number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
    case 'record':
      return 'a map';
    case 'enum':
      return `one of ${Object.values(def.entries).join(', ')}`;
    case 'literal':
      return def.values.map((value) => `'${String(value)}'`).join(' or ');
    default:
      return 'something else';
  }
}
