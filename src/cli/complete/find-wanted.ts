import type { Command as CommanderCommand, Option } from 'commander';
import type { ValueKind } from '../../app/list-values.ts';

/** What may stand where the cursor is. `files`: the shell knows these better; `values`: of the project, by their kind. */
export type Wanted =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'values'; readonly of: ValueKind }
  | { readonly kind: 'files' }
  | { readonly kind: 'nothing' };

/** What was typed before the cursor's word, and of it; `start` is what completions begin anew. */
export interface Typed {
  readonly wanted: Wanted;
  readonly start: string;
}

/**
 * Looks what belongs to the last of `words`, which may be empty; the others are whole. The program's own name is not
 * among them. Pure.
 */
export function findWanted(program: CommanderCommand, words: readonly string[]): Typed {
  // bash takes `--tag=x` for three words.
  const all = words.filter((word, at) => word !== '=' || at === words.length - 1);
  const start = all.at(-1) === '=' ? '' : (all.at(-1) ?? '');
  const before = all.slice(0, -1);
  let command = program;
  let position = 0;
  let waiting: Option | undefined;
  for (const word of before) {
    if (word === '--') return { wanted: { kind: 'nothing' }, start };
    if (waiting) {
      waiting = undefined;
    } else if (word.startsWith('-')) {
      const option = word.includes('=') ? undefined : findOption(command, word);
      waiting = option?.required ? option : undefined;
    } else {
      const next = command.commands.find((one) => one.name() === word);
      if (next) command = next;
      else position += 1;
    }
  }
  if (waiting) return { wanted: valueOf(waiting), start };
  const assigned = /^(--[^=]+)=(.*)$/s.exec(start);
  if (assigned) {
    const [, flag = '', value = ''] = assigned;
    const option = findOption(command, flag);
    return { wanted: option ? valueOf(option) : { kind: 'nothing' }, start: value };
  }
  if (start.startsWith('-')) return { wanted: { kind: 'words', words: listFlags(command) }, start };
  if (command.commands.length > 0) return { wanted: { kind: 'words', words: listVerbs(command) }, start };
  return { wanted: argumentOf(command, position), start };
}

function findOption(command: CommanderCommand, word: string): Option | undefined {
  return optionsOf(command).find(({ short, long }) => word === short || word === long);
}

/** Its own, and those that can be said to all. */
function optionsOf(command: CommanderCommand): readonly Option[] {
  return [...command.options, ...(command.parent ? optionsOf(command.parent) : [])];
}

function listFlags(command: CommanderCommand): readonly string[] {
  const flags = optionsOf(command).flatMap(({ long }) => (long == null ? [] : [long]));
  return ['--help', ...flags.filter((flag) => command.parent === null || flag !== '--version')];
}

function listVerbs(command: CommanderCommand): readonly string[] {
  return command.commands.map((one) => one.name());
}

const VALUES: Readonly<Record<string, Wanted>> = {
  '--project': { kind: 'files' },
  '--overlay': { kind: 'files' },
  '--durations': { kind: 'files' },
  '--tag': { kind: 'values', of: 'tags' },
  '--snapshot': { kind: 'values', of: 'snapshots' },
  '--channel': { kind: 'values', of: 'channels' },
  '--driver': { kind: 'values', of: 'drivers' },
  '--run': { kind: 'values', of: 'runs' },
};

function valueOf({ long, argChoices }: Option): Wanted {
  if (argChoices !== undefined) return { kind: 'words', words: argChoices };
  return VALUES[long ?? ''] ?? { kind: 'nothing' };
}

const ARGUMENTS: Readonly<Record<string, Wanted>> = {
  instances: { kind: 'values', of: 'instances' },
  instance: { kind: 'values', of: 'running' },
  what: { kind: 'values', of: 'instances' },
  names: { kind: 'values', of: 'running' },
  members: { kind: 'values', of: 'members' },
  snapshot: { kind: 'values', of: 'snapshots' },
  shell: { kind: 'words', words: ['bash', 'fish', 'zsh'] },
  directory: { kind: 'files' },
  folders: { kind: 'files' },
  command: { kind: 'words', words: ['--'] },
  arguments: { kind: 'words', words: ['--'] },
};

function argumentOf({ registeredArguments }: CommanderCommand, position: number): Wanted {
  const last = registeredArguments.at(-1);
  const argument = registeredArguments[position] ?? (last?.variadic ? last : undefined);
  if (argument === undefined) return { kind: 'nothing' };
  if (argument.argChoices !== undefined) return { kind: 'words', words: argument.argChoices };
  return ARGUMENTS[argument.name()] ?? { kind: 'nothing' };
}
