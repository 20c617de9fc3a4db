/**
 * Value of an attribute of the first tag that starts with `opening` (`<data`), or undefined. Only for the regular XML
 * that repository tools write: double or single quotes, no `>` within values.
 */
export function attributeOf(element: string, opening: string, name: string): string | undefined {
  const tag = tagOf(element, opening);
  return tag === undefined ? undefined : attributeIn(tag, name);
}

/** The first tag that starts with `opening`, from `<` to before `>`, or undefined. */
export function tagOf(element: string, opening: string): string | undefined {
  const start = startOf(element, opening);
  const end = start === -1 ? -1 : element.indexOf('>', start);
  return end === -1 ? undefined : element.slice(start, end);
}

function startOf(element: string, opening: string): number {
  let start = element.indexOf(opening);
  while (start !== -1) {
    const after = element.charCodeAt(start + opening.length);
    // Space, tab, newlines, `/` or `>`: anything else is a longer name (`<size` in `<sizes>`).
    if (after === 32 || after === 62 || after === 47 || (after >= 9 && after <= 13)) return start;
    start = element.indexOf(opening, start + 1);
  }
  return -1;
}

/** Value of an attribute within one tag, entities resolved, or undefined. */
export function attributeIn(tag: string, name: string): string | undefined {
  const raw = rawAttributeIn(tag, name);
  return raw === undefined ? undefined : unescapeXml(raw);
}

/** The same as it is written: of a text with one byte per character, entities are resolved once it is decoded. */
export function rawAttributeIn(tag: string, name: string): string | undefined {
  for (const quote of ['"', "'"]) {
    const before = `${name}=${quote}`;
    let start = tag.indexOf(before);
    while (start > 0 && tag.charCodeAt(start - 1) > 32) start = tag.indexOf(before, start + 1);
    if (start === -1) continue;
    const end = tag.indexOf(quote, start + before.length);
    if (end !== -1) return tag.slice(start + before.length, end);
  }
  return undefined;
}

/** Text of the first element of that name, entities resolved; `''` when it is empty, undefined when there is none. */
export function textOf(element: string, name: string): string | undefined {
  const raw = rawTextOf(element, name);
  return raw === undefined ? undefined : unescapeXml(raw);
}

/** The same as it is written. */
export function rawTextOf(element: string, name: string): string | undefined {
  const start = startOf(element, `<${name}`);
  const begin = start === -1 ? -1 : element.indexOf('>', start);
  if (begin === -1) return undefined;
  if (element[begin - 1] === '/') return '';
  const end = element.indexOf(`</${name}>`, begin);
  return end === -1 ? undefined : element.slice(begin + 1, end);
}

/** A count of bytes, packages or epochs as it is written; undefined where it is none. */
export function toCount(text: string): number | undefined {
  const count = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(count) ? count : undefined;
}

/** Resolves the five named entities and numeric ones; what is neither stays as it is. */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot|apos));/g, (whole, decimal, hex, named) => {
    if (named !== undefined) return ENTITIES[String(named)] ?? whole;
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
