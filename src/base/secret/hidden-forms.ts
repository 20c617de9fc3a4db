/** What is shorter is in too many words to be hidden: `root` is hidden wherever it stands, and `a` would be everywhere. */
export const LEAST_SECRET = 4;

/** What stands in front of a sign in shells, JSON, Python and logs of these, once or more often. */
const ESCAPED = String.raw`\\{0,8}`;
/** The end of a line as it is written within one, and as it is shown with signs of a diff or a margin before the next. */
const LINE_END = String.raw`(?:\r?\n[ \t]*(?:[-+<>|!#] ?)?[ \t]*|\\{1,8}(?:r\\{1,8})?n|%0[Dd]%0[Aa]|%0[Aa]|&#(?:10|x[Aa]);|\\{1,8}x0a|\\{1,8}u000[Aa])`;

/** Signs that have names in XML and HTML, or ways of their own in shells and YAML. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  '<': ['&(?:amp;)*lt;'],
  '>': ['&(?:amp;)*gt;'],
  '&': ['&amp;(?:amp;)*'],
  '"': ['&(?:amp;)*quot;', '""'],
  "'": ['&(?:amp;)*apos;', "''", String.raw`'\\{1,8}''`, `'"'"'`],
  '\t': [String.raw`\\{1,8}t`, '&#9;', '%09'],
  '\\': [String.raw`\\{2,8}`],
  ' ': [String.raw`\+`, '&nbsp;', '&#160;', '\u00A0'],
};

/** One way in which a secret may be written. */
export interface HiddenForm {
  /** Text without any of these does not hold the form: that is asked first, for it costs next to nothing. Empty: it may. */
  readonly anchors: readonly string[];
  /** Of a regular expression with the flag `u`. */
  readonly pattern: string;
}

/**
 * How a secret may be written: as it is; indented, or with signs of a diff before each of its lines; escaped or quoted for
 * JSON, Python, YAML, shells, URLs, XML and HTML; in hexadecimal; and in base64, also as a part of something longer.
 */
export function hiddenForms(secret: string): readonly HiddenForm[] {
  const bytes = Buffer.from(secret.replaceAll('\r\n', '\n'), 'utf8');
  return [writtenForm(secret), hexForm(bytes), wholeBase64(bytes), ...base64Forms(bytes)];
}

/** Those of them in which its signs can be read: of a line of a longer secret, which is encoded as a whole. */
export function writtenForm(secret: string): HiddenForm {
  const text = secret.replaceAll('\r\n', '\n');
  const written = [...text].map(signForms).join('');
  const longest = text.split(/[^A-Za-z0-9_]+/u).toSorted((a, b) => b.length - a.length)[0] ?? '';
  return {
    anchors: longest === '' ? [] : [longest],
    // A number is itself only where no digit stands beside it.
    pattern: /^\d+$/u.test(text) ? String.raw`(?<!\d)${written}(?!\d)` : written,
  };
}

function signForms(sign: string): string {
  if (sign === '\n') return LINE_END;
  if (/[A-Za-z0-9_]/u.test(sign)) return sign;
  const own = `${ESCAPED}${sign.replace(/[\^$\\.*+?()[\]{}|/]/u, String.raw`\$&`)}`;
  return `(?:${[...(NAMED[sign] ?? []), ...codedForms(sign), own].join('|')})`;
}

/** By its number: `\u00e9`, `\xe9`, `\xc3\xa9`, `\303\251`, `%C3%A9`, `&#233;`, `&#xe9;`. */
function codedForms(sign: string): readonly string[] {
  const code = sign.codePointAt(0) ?? 0;
  const bytes = [...Buffer.from(sign, 'utf8')];
  const units = Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at));
  const joined = (before: string, numbers: readonly number[], radix: number, length: number): string =>
    numbers.map((one) => `${before}${anyCase(one.toString(radix).padStart(length, '0'))}`).join('');
  const slash = String.raw`\\{1,8}`;
  return [
    joined(`${slash}u`, units, 16, 4),
    joined(`${slash}x`, bytes, 16, 2),
    ...(code > 127 && code < 256 ? [joined(`${slash}x`, [code], 16, 2)] : []),
    ...(code > 127 ? [joined(slash, bytes, 8, 3)] : []),
    ...(code > 65_535 ? [joined(`${slash}U`, [code], 16, 8)] : []),
    joined('%', bytes, 16, 2),
    `&(?:amp;)*#0*${code};`,
    `&(?:amp;)*#[xX]0*${anyCase(code.toString(16))};`,
  ];
}

function anyCase(digits: string): string {
  return digits.replaceAll(/[a-f]/gu, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function hexForm(bytes: Buffer): HiddenForm {
  const digits = bytes.toString('hex');
  return { anchors: [digits, digits.toUpperCase()], pattern: anyCase(digits) };
}

/** What base64 makes of it by itself, to its last sign, and with whatever it may end in. */
function wholeBase64(bytes: Buffer): HiddenForm {
  const form = bytes.toString('base64').replaceAll('=', '');
  // With an end of a line of its own, as `echo` gives it one, the last sign is another.
  const [start, last] = [form.slice(0, -1), bytes.length % 3 === 0 ? form.slice(-1) : '[A-Za-z0-9+/_-]'];
  const pattern = `${inLines(start)}${last}(?:[A-Za-z0-9+/_-]{1,3})?`;
  // Beside nothing of its alphabet, but for the letter of an end of a line.
  const alone = String.raw`(?:(?<![A-Za-z0-9+/_-])|(?<=\\[nrt]))${pattern}(?:={1,2}|(?![A-Za-z0-9+/_-]))`;
  return { anchors: piecesOf(start), pattern: alone };
}

/**
 * What all texts of base64 have in common that hold it, at each of three places; of either alphabet, broken into lines or
 * not. What would be shorter than eight signs says too little of it.
 */
function base64Forms(bytes: Buffer): readonly HiddenForm[] {
  const forms = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '');
    // The signs at either end hold bits of what stands beside it.
    const first = Math.ceil((shift * 8) / 6);
    const last = Math.floor(((shift + bytes.length) * 8) / 6);
    return text.slice(first, last);
  });
  return forms.filter((form) => form.length >= 8).map((form) => ({ anchors: piecesOf(form), pattern: inLines(form) }));
}

/** Three pieces from its beginning: an end of a line may fall into one of them. */
function piecesOf(form: string): readonly string[] {
  const size = Math.min(12, Math.floor(form.length / 3));
  const url = form.replaceAll('+', '-').replaceAll('/', '_');
  return [...new Set([form, url])].flatMap((text) => [0, 1, 2].map((at) => text.slice(at * size, (at + 1) * size)));
}

function inLines(form: string): string {
  return [...form]
    .map((sign) => (sign === '+' ? '[-+]' : sign === '/' ? '[/_]' : sign))
    .join(String.raw`(?:\\{0,2}\r?\n[ \t]*(?:[-+] ?)?[ \t]*|\\n)?`);
}
