import { type Command as CommanderCommand, Option } from 'commander';
import { withinSignal } from '../../base/wait/within-signal.ts';
import type { Answer, Command } from '../answer.ts';
import type { App } from '../app.ts';

/** What a group of verbs is declared with. */
export interface VerbTools {
  /**
   * A new verb with what every verb has: what it is about, an example, `--json`. `parent`: default the program itself.
   */
  verb(usage: string, about: string, example: string, parent?: CommanderCommand): CommanderCommand;
  /** The action of a verb; its module is loaded when it is called, so that `--help` stays quick. */
  act<Options extends object, Args extends readonly unknown[]>(
    load: () => Promise<Command<Options, Args>>,
  ): (...all: unknown[]) => Promise<void>;
  /** The same for a verb that makes nothing, and so has nothing to clean up: a signal ends it wherever it waits. */
  look: VerbTools['act'];
  /** Several verbs under one word: `saltern snapshot create`. */
  group(name: string, about: string): CommanderCommand;
}

/** Adds a group of verbs to the program. */
export type VerbGroup = (tools: VerbTools) => void;

/** `finish` is called with the verb's answer. */
export function makeVerbTools(
  program: CommanderCommand,
  app: App,
  finish: (answer: Answer, isJson: boolean) => void,
): VerbTools {
  // The one place where commander's untyped values become the commands' own types.
  const acting =
    (attend: (answer: Promise<Answer>) => Promise<Answer>): VerbTools['act'] =>
    <Options extends object, Args extends readonly unknown[]>(load: () => Promise<Command<Options, Args>>) =>
    async (...all: unknown[]) => {
      const own = all.at(-1) as CommanderCommand;
      const options = own.optsWithGlobals() as Options & { readonly json?: boolean };
      const command = await load();
      finish(await attend(command(app, options, ...(all.slice(0, -2) as unknown as Args))), options.json ?? false);
    };
  return {
    verb: (usage, about, example, parent = program) =>
      parent
        .command(usage)
        .description(about)
        .addHelpText('after', `\nExample:\n  $ ${example}\n`)
        .addOption(new Option('--json', 'print the result as JSON on stdout')),
    act: acting((answer) => answer),
    look: acting((answer) => withinSignal(answer, app.signal)),
    group: (name, about) => program.command(name).description(about),
  };
}

/** Flags that change settings: `config show` takes them too, and shows what they change. */
export function addSettings(command: CommanderCommand): CommanderCommand {
  return command
    .option('--snapshot <id>', 'snapshot to run on: an id, latest, a channel, or none (default: latest)')
    .option('--driver <name>', 'driver to use instead of the configured one')
    .option('--salt <version>', 'Salt version to use instead of the configured one')
    .option('-c, --concurrency <n>', 'instances at once (default: what memory and cores allow)');
}

export function addDestroyPolicy(command: CommanderCommand): CommanderCommand {
  return command.addOption(
    new Option('--destroy <policy>', 'when to remove instances').choices(['passing', 'always', 'never']),
  );
}

export function addTags(command: CommanderCommand): CommanderCommand {
  return command.option('--tag <name>', 'only suites with this tag (repeatable)', collect);
}

export function addFailed(command: CommanderCommand): CommanderCommand {
  return command.option('--failed', 'only instances that failed last, could not be run, or were interrupted');
}

/** For options that may be given several times. */
export function collect(value: string, all: readonly string[] = []): readonly string[] {
  return [...all, value];
}
