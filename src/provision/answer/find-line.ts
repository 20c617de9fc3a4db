/** Where in its file a sentence of Salt's points; undefined where that cannot be told. */
export interface FoundLine {
  readonly line: number;
  readonly column?: number;
}

/** Of a line that Salt quotes: its text, and those before it. */
interface Quote {
  readonly text: string;
  readonly before: readonly string[];
}

/**
 * Jinja and Salt end their sentence with `; line 3`; YAML says `line 4, column 3` one or two times, the last being where
 * it stumbled. YAML counts lines after Jinja ran: where Salt quotes the line, the quote decides, and where a template
 * has grown and nothing is quoted, or the same line is there several times, nobody knows.
 */
export function findLine(message: string, lines: readonly string[]): FoundLine | undefined {
  const mark = [...message.matchAll(/\bline (\d+), column (\d+)/gu)].at(-1);
  const said = saidLine(message);
  if (said === undefined) return programLine(message, lines);
  const quote = readQuote(message);
  // Jinja counts in what was written, everybody after it in what Jinja made of that.
  const counted = isWritten(message) ? said : unlessGrown(said, lines);
  const line = quote === undefined ? counted : (quotedLine(lines, quote, counted) ?? counted);
  if (line === undefined || line > lines.length) return undefined;
  const isSame = quote === undefined ? line === Number(mark?.[1]) : lines[line - 1]?.trimEnd() === quote.text.trimEnd();
  return mark?.[2] === undefined || !isSame ? { line } : { line, column: Number(mark[2]) };
}

/** What has to be said of a line that Salt counts in what Jinja made of the file; empty where both are the same. */
export function tellCounting(message: string, found: FoundLine | undefined, lines: readonly string[]): string {
  const said = saidLine(message);
  if (said === undefined || isWritten(message) || found?.line === said) return '';
  if (found !== undefined) return `Line ${said} is of what Jinja made of the file; written it is line ${found.line}.`;
  return unlessGrown(said, lines) === undefined ? `Line ${said} is of what Jinja made of the file.` : '';
}

function saidLine(message: string): number | undefined {
  const mark = [...message.matchAll(/\bline (\d+), column (\d+)/gu)].at(-1);
  const said = /; line (\d+)\s*$/mu.exec(message)?.[1] ?? mark?.[1];
  return said === undefined ? undefined : Number(said);
}

function isWritten(message: string): boolean {
  return /\bJinja\b/u.test(message);
}

/** From Salt's excerpt, which it puts between two lines of dashes. */
function readQuote(message: string): Quote | undefined {
  const lines = message.split('\n');
  const at = lines.findIndex((line) => /\S[ \t]+<={10,}\s*$/u.test(line));
  if (at < 0) return undefined;
  const start = lines.slice(0, at).findLastIndex((line) => line === '---');
  return {
    text: (lines[at] ?? '').replace(/[ \t]+<={10,}\s*$/u, ''),
    before: lines.slice(start + 1, at).filter((line) => line.trim() !== '' && line !== '[...]'),
  };
}

/** An sls that is a program has no file of its own when Salt runs it. */
function programLine(message: string, lines: readonly string[]): FoundLine | undefined {
  if (!/^#!.*\bpy/u.test(lines[0] ?? '')) return undefined;
  const line = Number([...message.matchAll(/File "<(?:string|template)>", line (\d+)/gu)].at(-1)?.[1] ?? Number.NaN);
  return line <= lines.length ? { line } : undefined;
}

/** `near`: decides between lines that are the same and follow the same; where it is not known, nobody knows. */
function quotedLine(lines: readonly string[], { text, before }: Quote, near: number | undefined): number | undefined {
  const same = lines.flatMap((line, at) => (line.trim() === text.trim() ? [at + 1] : []));
  if (same.length > 1) {
    const ranked = same
      .map((line) => ({
        line,
        score: countSame(lines.slice(0, line - 1), before),
        far: Math.abs(line - (near ?? line)),
      }))
      .toSorted((a, b) => b.score - a.score || a.far - b.far);
    return near === undefined && ranked[0]?.score === ranked[1]?.score ? undefined : ranked[0]?.line;
  }
  if (same.length === 1) return same[0];
  const templated = lines.flatMap((line, at) =>
    line.includes('{{') && couldBe(line.trim(), text.trim()) ? [at + 1] : [],
  );
  return templated.length === 1 ? templated[0] : undefined;
}

/** How many lines before are the same, going back; of a template those that leave nothing do not count. */
function countSame(lines: readonly string[], quoted: readonly string[]): number {
  const written = lines.filter((line) => !/^\s*(?:\{%.*%\}|\{#.*#\})?\s*$/u.test(line)).toReversed();
  const differs = quoted
    .toReversed()
    .findIndex((line, at) => written[at]?.trim() !== line.trim() && !couldBe(written[at]?.trim() ?? '', line.trim()));
  return differs < 0 ? quoted.length : differs;
}

/** Whether the templated line can have become the text. Linear: parts are looked for one after the other. */
function couldBe(template: string, text: string): boolean {
  const parts = template.split(/\{\{.*?\}\}/u);
  if (parts.every((part) => part.trim() === '')) return false;
  if (!text.startsWith(parts[0] ?? '') || !text.endsWith(parts.at(-1) ?? '')) return false;
  let at = 0;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

/** Blocks make a template longer or shorter than it is, and expressions may hold newlines. */
function unlessGrown(line: number, lines: readonly string[]): number | undefined {
  const before = lines.slice(0, line).join('\n');
  return /\{%-?\s*(?:for|if|macro|import|include|call|filter|block)\b|-%\}|\{%-|\{\{|\{#/u.test(before)
    ? undefined
    : line;
}
