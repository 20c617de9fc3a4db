/**
 * Sequences that a terminal takes as orders: what is between OSC, DCS, SOS, PM or APC and their end; CSI with its
 * parameters; ESC and one sign. The 8-bit forms too. A string without an end is no sequence: hiding the rest of a line
 * would hide words of ours.
 */
const SEQUENCES =
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0000-\u001f\u007f-\u009f]*(?:\u0007|\u001b\\|\u009c)|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[ -/]+[0-~]|\u001b[0-OQ-WYZ\\`-~]/g;

/**
 * C0 except tab and newline, DEL, C1; what sets or reverses the reading direction; line ends that are none to us; marks
 * that hide what is between them.
 */
const UNSAFE = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]/gu;

/** Nearly all text that is printed: there is nothing to look for in it. */
const PLAIN = /^[\x20-\x7e\n\t]*$/;

/**
 * Text of a guest, a file or a suite made safe to show: colour and cursor sequences gone, other control characters
 * replaced by a visible sign (`␀`, `␛`, `�`), `\r\n` and `\r` made newlines. Tabs and newlines stay.
 */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replaceAll(SEQUENCES, '').replaceAll(/\r\n?/g, '\n').replaceAll(UNSAFE, show).toWellFormed();
}

/** The same on one line: newlines become spaces, tabs too, ends trimmed. */
export function cleanLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/g, ' ').trim();
}

/** The same on one line, nothing left out: a newline or tab in a name is shown as `␊` or `␉`. */
export function cleanName(text: string): string {
  return cleanText(text).replaceAll(/[\n\t]/g, show);
}

/** The same as lines without trailing space; blank lines at the ends dropped, tabs made four spaces. */
export function cleanLines(text: string): readonly string[] {
  const lines = cleanText(text)
    .split('\n')
    .map((line) => line.replaceAll('\t', '    ').trimEnd());
  const first = lines.findIndex((line) => line !== '');
  const last = lines.findLastIndex((line) => line !== '');
  return first === -1 ? [] : lines.slice(first, last + 1);
}

function show(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}
