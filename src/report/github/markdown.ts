import { cleanLine, cleanText } from '../../base/text/clean-text.ts';

/** Any text on one line of Markdown, in a cell too: nothing in it is markup, a link, a picture or a mention. */
export function text(value: string): string {
  return escape(cleanLine(value)).replaceAll('&#64;', '&#64;&#8203;');
}

/** The same as code; not in backticks, which some texts could leave. */
export function code(value: string): string {
  return `<code>${escape(cleanLine(value))}</code>`;
}

/** Lines as a block that none of them can end. `language`: what colours them. Default none. */
export function fence(lines: readonly string[], language = ''): string {
  const body = lines.map((line) => cleanText(line).replaceAll('\n', ' '));
  const longest = Math.max(2, ...body.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length));
  const mark = '`'.repeat(longest + 1);
  return [`${mark}${language}`, ...body, mark].join('\n');
}

/** A link to an address that we made; `label` is Markdown. */
export function link(label: string, url: string): string {
  return `[${label}](<${url}>)`;
}

/** A table; all cells are Markdown, the head is plain. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What is folded away below a line. */
export function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** As entities: these are text to Markdown, whatever stands around them. What is left alone means nothing within a line. */
function escape(line: string): string {
  const first = line.startsWith('-') ? entity('-') : '';
  return first + line.slice(first === '' ? 0 : 1).replaceAll(/[^\p{L}\p{N} ·…→✓✗/-]/gu, entity);
}

function entity(sign: string): string {
  return `&#${sign.codePointAt(0)};`;
}
