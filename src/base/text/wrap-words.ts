import { cellWidth } from './cell-width.ts';

/** Text in lines of at most `columns` cells, broken between words; all but the first begin with `hang` spaces. A word that is longer stays whole. */
export function wrapWords(text: string, columns: number, hang: number): readonly string[] {
  const indent = ' '.repeat(hang);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\S)(?= )/)) {
    const isFull = line.trim() !== '' && cellWidth(line) + cellWidth(word) > columns;
    if (!isFull) line += word;
    else {
      lines.push(line);
      line = `${indent}${word.trimStart()}`;
    }
  }
  return [...lines, line];
}
