/** Where in its file a sentence of Salt's points; undefined where that cannot be told. */
export interface FoundLine {
  readonly line: number;
  readonly column?: number;
}

/**
 * Jinja and Salt end their sentence with `; line 3`; YAML says `line 4, column 3` one or two times, the last being where
 * it stumbled. YAML counts lines after Jinja ran: where Salt quotes the line, the quote decides, and where a template
 * has grown and nothing is quoted, nobody knows.
 */
export function findLine(message: string, lines: readonly string[]): FoundLine | undefined {
  const marks = [...message.matchAll(/\bline (\d+), column (\d+)/gu)];
  const mark = marks.at(-1);
  const said = Number(/; line (\d+)\s*$/mu.exec(message)?.[1] ?? mark?.[1] ?? Number.NaN);
  const quoted = /^(.*\S)\s+<={10,}\s*$/mu.exec(message)?.[1]?.trim();
  if (Number.isNaN(said)) return programLine(message, lines);
  // Jinja counts in what was written, everybody after it in what Jinja made of that.
  const isWritten = /\bJinja\b/u.test(message);
  const counted = isWritten ? said : unlessGrown(said, lines);
  const line = quoted === undefined ? counted : (quotedLine(lines, quoted, said) ?? counted);
  if (line === undefined || line > lines.length) return undefined;
  return mark?.[2] === undefined || line !== Number(mark[1]) ? { line } : { line, column: Number(mark[2]) };
}

/** An sls that is a program has no file of its own when Salt runs it. */
function programLine(message: string, lines: readonly string[]): FoundLine | undefined {
  if (!/^#!.*\bpy/u.test(lines[0] ?? '')) return undefined;
  const line = Number([...message.matchAll(/File "<(?:string|template)>", line (\d+)/gu)].at(-1)?.[1] ?? Number.NaN);
  return line <= lines.length ? { line } : undefined;
}

function quotedLine(lines: readonly string[], text: string, near: number): number | undefined {
  const same = lines.flatMap((line, at) => (line.trim() === text ? [at + 1] : []));
  const nearest = same.toSorted((a, b) => Math.abs(a - near) - Math.abs(b - near))[0];
  if (nearest !== undefined) return nearest;
  const templated = lines.flatMap((line, at) => (line.includes('{{') && couldBe(line.trim(), text) ? [at + 1] : []));
  return templated.length === 1 ? templated[0] : undefined;
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
