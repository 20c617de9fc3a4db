import { stripVTControlCharacters } from 'node:util';

/** C0 except tab and newline, DEL, C1, and the marks that reverse the reading direction. */
const UNSAFE = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text of a guest or a suite made safe to show: colour and cursor sequences gone, other control characters replaced by
 * a visible sign (`␀`, `␛`, `�`), `\r\n` and `\r` made newlines. Tabs and newlines stay.
 */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\r\n?/g, '\n').replaceAll(UNSAFE, show).toWellFormed();
}

/** The same on one line: newlines become spaces, tabs too, ends trimmed. */
export function cleanLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/g, ' ').trim();
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
