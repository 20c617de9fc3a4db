import type { Json } from '../json/json.ts';
import { cutSpans, type Span } from './cut-spans.ts';
import { hiddenForms, LEAST_SECRET, writtenForm, type HiddenForm } from './hidden-forms.ts';

/** Stands in place of a secret, however long that is. */
export const MASK = '••••';

/**
 * Knows what must not be shown, and replaces it. One per process: what is secret in one instance is shown of none. Costs
 * nothing as long as it knows nothing.
 */
export interface Masker {
  /** Whether there is nothing to hide. */
  readonly isIdle: boolean;
  /**
   * From now on these are hidden; of those with several lines, each line too. Shorter ones than `LEAST_SECRET` are left
   * out, and those that are given are the answer: whoever names them has to say so.
   */
  hide(secrets: readonly string[]): readonly string[];
  /** All that is hidden: to tell another machine, and never to be shown. */
  known(): readonly string[];
  /** The text with each secret replaced. */
  text(text: string): string;
  /** The same of all texts in a value, of the keys of its maps, and of numbers that are secret. */
  json(value: Json): Json;
}

/** A masker that knows nothing yet. */
export function createMasker(): Masker {
  const secrets = new Set<string>();
  const forms: Form[] = [];
  const lines: string[] = [];
  const text = (whole: string): string =>
    forms.length === 0 || whole === ''
      ? whole
      : replace(whole, [...findForms(whole, forms), ...cutSpans(whole, lines)]);
  const json = (value: Json): Json => (forms.length === 0 ? value : replaceIn(value, text));
  return {
    get isIdle() {
      return forms.length === 0;
    },
    hide(found) {
      for (const secret of found.map((one) => one.trim()).filter(isLongEnough)) {
        if (secrets.has(secret)) continue;
        secrets.add(secret);
        const own = linesOf(secret);
        forms.push(...[...hiddenForms(secret), ...own.map(writtenForm)].map(toForm));
        lines.push(...(own.length === 0 ? [secret] : own));
      }
      return found.filter((one) => one !== '' && !isLongEnough(one.trim()));
    },
    known: () => [...secrets],
    text,
    json,
  };
}

function isLongEnough(text: string): boolean {
  return text.length >= LEAST_SECRET;
}

/** Where it has several: tools show some of them only, and with something before them. */
function linesOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/u);
  return lines.length === 1 ? [] : lines.map((line) => line.trim()).filter(isLongEnough);
}

interface Form {
  isIn(text: string): boolean;
  readonly pattern: RegExp;
}

function toForm({ anchors, pattern }: HiddenForm): Form {
  return {
    isIn: (text) => anchors.length === 0 || anchors.some((anchor) => text.includes(anchor)),
    pattern: new RegExp(pattern, 'gu'),
  };
}

/** Each is looked for in the whole text. */
function findForms(text: string, forms: readonly Form[]): readonly Span[] {
  return forms.filter((form) => form.isIn(text)).flatMap(({ pattern }) => findSpans(text, pattern));
}

/** Where two overlap, or touch, all of both is hidden as one. */
function replace(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  let shown = '';
  let done = -1;
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    if (from > done) shown += `${text.slice(Math.max(0, done), from)}${MASK}`;
    done = Math.max(done, to);
  }
  return shown + text.slice(done);
}

/** Not by `matchAll`, which compiles the expression anew each time. */
function findSpans(text: string, pattern: RegExp): readonly Span[] {
  const spans: Span[] = [];
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    spans.push([found.index, found.index + found[0].length]);
  }
  return spans;
}

function replaceIn(value: Json, text: (whole: string) => string): Json {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return text(String(value)) === MASK ? MASK : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one: Json) => replaceIn(one, text));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [text(key), replaceIn(one, text)]));
}
