import type { Json } from '../../base/json/json.ts';
import { tailLines } from '../../base/text/tail-lines.ts';
import type { Line } from '../text/line.ts';
import { detail, details } from './labelled-lines.ts';

/** Exit status and last lines of a command among a state's changes; undefined where there is none. */
export function renderCommand(changes: Json): readonly Line[] | undefined {
  if (typeof changes !== 'object' || changes === null || !('retcode' in changes)) return undefined;
  const { retcode, stdout, stderr } = changes as Readonly<Record<string, Json>>;
  if (typeof retcode !== 'number') return undefined;
  return [detail(`exit status ${retcode}`), ...renderStream('stdout', stdout), ...renderStream('stderr', stderr)];
}

function renderStream(name: string, said: Json | undefined): readonly Line[] {
  const lines = typeof said === 'string' ? tailLines(said) : [];
  return lines.flatMap((line) => details(`${name}: ${line}`));
}
