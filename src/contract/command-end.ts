import type { Json } from '../base/json/json.ts';
import { tailLines } from '../base/text/tail-lines.ts';
import type { StateResult } from './result.ts';

/** How a command ended that a state ran. */
export interface CommandEnd {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command among a state's changes; undefined where there is none. */
export function commandEndOf(changes: Json): CommandEnd | undefined {
  if (typeof changes !== 'object' || changes === null || !('retcode' in changes)) return undefined;
  const { retcode, stdout, stderr } = changes as Readonly<Record<string, Json>>;
  if (typeof retcode !== 'number') return undefined;
  return { status: retcode, stdout: textOf(stdout), stderr: textOf(stderr) };
}

/**
 * Why a state failed, its first line being what says most: `exit status 2: you lost` of a command, of which Salt itself
 * says only that it was run; else Salt's comment.
 */
export function whyFailed({ changes, comment }: Pick<StateResult, 'changes' | 'comment'>): string {
  const end = commandEndOf(changes);
  if (end === undefined || end.status === 0) return comment;
  const [said] = [end.stderr, end.stdout].map((text) => tailLines(text, 1)[0]).filter((line) => line !== undefined);
  return `exit status ${end.status}${said === undefined ? '' : `: ${said.trim()}`}`;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
