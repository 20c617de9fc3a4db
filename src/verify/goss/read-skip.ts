import type { Json } from '../../base/json/json.ts';

/** Words that YAML 1.1, and so goss, reads as a boolean where one is wanted; for YAML 1.2 they are text. */
const WORDS: Readonly<Record<string, boolean>> = { y: true, yes: true, on: true, n: false, no: false, off: false };

/** What `skip:` says; undefined: it says neither yes nor no. */
export function readSkip(value: Json): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' && /^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)$/.test(value)
    ? WORDS[value.toLowerCase()]
    : undefined;
}
