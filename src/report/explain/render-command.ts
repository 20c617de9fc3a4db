import { tailLines } from '../../base/text/tail-lines.ts';
import type { CommandEnd } from '../../contract/command-end.ts';
import { count } from '../../base/text/count.ts';
import type { Line } from '../text/line.ts';
import { detail, details } from './labelled-lines.ts';

/** Lines of each stream that are shown. */
const MOST_LINES = 20;

/** Exit status and last lines of a command. */
export function renderCommand({ status, stdout, stderr }: CommandEnd): readonly Line[] {
  return [detail(`exit status ${status}`), ...renderStream('stdout', stdout), ...renderStream('stderr', stderr)];
}

function renderStream(name: string, said: string): readonly Line[] {
  const all = tailLines(said, Infinity);
  const left = all.length - MOST_LINES;
  return [
    ...(left > 0 ? [detail(`${name}: … ${count(left, 'line')} before`, 'dim')] : []),
    ...all.slice(-MOST_LINES).flatMap((line) => details(`${name}: ${line}`)),
  ];
}
