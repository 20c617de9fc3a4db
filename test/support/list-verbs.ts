import type { Command } from 'commander';

export interface DeclaredVerb {
  /** As it is typed: `snapshot create`. */
  readonly name: string;
  readonly command: Command;
}

/** Every verb of a program, those in groups included, in the order of the help. */
export function listVerbs(program: Command): readonly DeclaredVerb[] {
  return program.commands.flatMap((command) =>
    command.commands.length === 0
      ? [{ name: command.name(), command }]
      : listVerbs(command).map((verb) => ({ ...verb, name: `${command.name()} ${verb.name}` })),
  );
}
