/** A Go (RE2) pattern as a JavaScript one, or why it cannot be one. */
export type Translated = { readonly regexp: RegExp } | { readonly problem: string };

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: String.raw`\x00-\x7F`,
  blank: String.raw`\t `,
  cntrl: String.raw`\x00-\x1F\x7F`,
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: String.raw`!-\/:-@\[-\x60{-~`,
  space: String.raw`\t\n\v\f\r `,
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
}

/**
 * Gossfiles hold Go patterns. The two languages agree on most; where they differ Go's meaning is kept: `.` stops only
 * at a line feed, `$` and `(?m)` know no other line ends, `\s` is ASCII, `\A \z \Q…\E (?P<n>…) [[:alpha:]]` exist, and
 * look-around and back-references do not: goss would refuse the file, so we do. Not translated: `(?U)`, `\C`, flags
 * anywhere but at the start. https://github.com/google/re2/wiki/Syntax
 */
export function translateGoRegexp(pattern: string, extraFlags = ''): Translated {
  const head = /^\(\?([a-zA-Z]+)\)/.exec(pattern);
  const letters = (head?.[1] ?? '') + extraFlags;
  const strange = /[^ims]/.exec(letters);
  if (strange) return { problem: `the flag '${strange[0]}' is not supported` };
  const flags = { ignoreCase: letters.includes('i'), multiLine: letters.includes('m'), dotAll: letters.includes('s') };
  const body = pattern.slice(head?.[0].length ?? 0);
  const source = translateBody(body, flags);
  if (typeof source !== 'string') return source;
  const needsUnicode = /\\[pP{]|\\u\{|[^\0-\uFFFF]/u.test(body) || source.includes('\\u{');
  try {
    return { regexp: new RegExp(source, (flags.ignoreCase ? 'i' : '') + (needsUnicode ? 'u' : '')) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message.replace(/^.*: /, '') : 'it cannot be compiled' };
  }
}

function translateBody(body: string, flags: Flags): string | { problem: string } {
  let out = '';
  for (let at = 0; at < body.length;) {
    const rest = body.slice(at);
    const refused = /^\(\?(?:<?[=!])/.exec(rest)
      ? 'look-around does not exist in Go patterns'
      : /^\\[1-9]/.test(rest)
        ? 'back-references do not exist in Go patterns'
        : /^\(\?[a-zA-Z-]+\)/.test(rest)
          ? 'flags are supported at the start only'
          : undefined;
    if (refused) return { problem: refused };
    const [piece, length] = translatePiece(rest, flags);
    out += piece;
    at += length;
  }
  return out;
}

/** The translation of what `rest` begins with, and how much of it that was. */
function translatePiece(rest: string, flags: Flags): readonly [string, number] {
  const quoted = /^\\Q([\s\S]*?)(?:\\E|$)/.exec(rest);
  if (quoted) return [(quoted[1] ?? '').replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`), quoted[0].length];
  if (rest.startsWith('(?P<')) return ['(?<', 4];
  const set = rest.startsWith('[') ? readSet(rest) : undefined;
  if (set) return set;
  if (rest[0] === '\\') return translateEscape(rest);
  if (rest[0] === '.') return [flags.dotAll ? String.raw`[\s\S]` : String.raw`[^\n]`, 1];
  if (rest[0] === '^') return [flags.multiLine ? String.raw`(?<![^\n])` : '^', 1];
  if (rest[0] === '$') return [flags.multiLine ? String.raw`(?![^\n])` : '$', 1];
  return [rest[0] ?? '', 1];
}

function translateEscape(rest: string): readonly [string, number] {
  const hex = /^\\x\{([0-9A-Fa-f]+)\}/.exec(rest);
  if (hex) return [`\\u{${hex[1]}}`, hex[0].length];
  const property = /^\\([pP])([A-Z])(?!\{)/.exec(rest);
  if (property) return [`\\${property[1]}{${property[2]}}`, 3];
  const letter = rest[1] ?? '';
  const known: Readonly<Record<string, string>> = {
    A: String.raw`(?<![\s\S])`,
    z: String.raw`(?![\s\S])`,
    a: String.raw`\x07`,
    s: String.raw`[\t\n\f\r ]`,
    S: String.raw`[^\t\n\f\r ]`,
  };
  return [known[letter] ?? translatePunctuation(letter), 2];
}

/** With the `u` flag only syntax characters may be escaped, so a harmless `\-` or `\"` loses its backslash. */
function translatePunctuation(letter: string): string {
  return /^[!"#%&',:;<=>@_`~ -]$/.test(letter) ? letter : `\\${letter}`;
}

/** A bracket expression, with `[:names:]` spelled out. Undefined when it does not end: the compiler then complains. */
function readSet(rest: string): readonly [string, number] | undefined {
  const found = /^\[(\^?)(\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*)\]/.exec(rest);
  if (!found) return undefined;
  const content = (found[2] ?? '')
    .replace(/^\]/, String.raw`\]`)
    .replace(/\[:(\w+):\]/g, (whole, name: string) => POSIX_CLASSES[name] ?? whole)
    .replace(/(?<!\\)((?:\\\\)*)\\s/g, String.raw`$1\t\n\f\r `)
    .replace(/(?<!\\)((?:\\\\)*)\[/g, String.raw`$1\[`);
  return [`[${found[1]}${content}]`, found[0].length];
}
