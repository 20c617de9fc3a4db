import { firstLine } from '../../../base/text/first-line.ts';

/** `sh: 1: eval: `, `sh: line 12: `, `bash: `: who says it, and where. */
const SPEAKER = /^(?:\S*sh: )?(?:(?:line )?\d+: )?(?:eval: )?(?:line \d+: )?(?=\S+: )/;

/** What a tool or the shell says is wrong, without the shell's own name: `rpm: not found`; undefined: nothing. */
export function findTrouble(said: string): string | undefined {
  const line = firstLine(said.trim()).replace(SPEAKER, '');
  return line === '' ? undefined : line;
}

/** The first tool that a shell did not find, from all that was said. */
export function findMissingTool(said: string): string | undefined {
  const lines = said.split('\n').map((line) => line.replace(SPEAKER, ''));
  return lines.map((line) => /^([\w.-]+): (?:command )?not found$/.exec(line)?.[1]).find((tool) => tool !== undefined);
}
