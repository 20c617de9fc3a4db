import { Chalk } from 'chalk';
import { paintLine, type Line } from '../report/text/line.ts';
import type { Terminal } from './app.ts';

/** Lines as wide as the terminal, where there is one, and in as many colours. */
export function paintLines(
  { isTty, columns, colourLevel }: Terminal,
  render: (width: { readonly columns?: number }) => readonly Line[],
): readonly string[] {
  const chalk = new Chalk({ level: colourLevel });
  return render(isTty ? { columns } : {}).map((line) => paintLine(line, chalk));
}
