import { type Command as CommanderCommand, Option } from 'commander';
import { withinSignal } from '../../base/wait/within-signal.ts';
import type { Answer, Command } from '../answer.ts';
import type { App } from '../app.ts';

/** What a group of verbs is declared with. */
export interface VerbTools {
  /**
   * A new verb with what every verb has: what it is about, and an example. `parent`: default the program itself.
   * `isDefault`: the group's word alone means it. Default false.
   */
  verb(
    usage: string,
    about: string,
    example: string,
    parent?: CommanderCommand,
    more?: { readonly isDefault?: boolean },
  ): CommanderCommand;
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
    verb(usage, about, example, parent = program, { isDefault = false } = {}) {
      const command = parent
        .command(usage, { isDefault })
        .description(about)
        .addHelpText('after', `\nExample:\n  $ ${example}\n`);
      for (const argument of command.registeredArguments) argument.description = ABOUT_ARGUMENTS[argument.name()] ?? '';
      return command;
    },
    act: acting((answer) => answer),
    look: acting((answer) => withinSignal(answer, app.signal)),
    group: (name, about) => program.command(name).description(about),
  };
}

/** What can be written for an argument, by its name in the usage. */
const ABOUT_ARGUMENTS: Readonly<Record<string, string>> = {
  instance: "name, part of one name, glob ('ops-ssh-*') or /expression/",
  package: "name, or glob ('kernel*')",
  instances: "names, parts of one name, globs ('ops-ssh-*') or /expressions/ (default: all)",
  names: "whole names, globs ('ops-ssh-*') or /expressions/ (default: all)",
  what: 'formulas, or instances: names, parts of one name, globs or /expressions/ (default: all)',
  folders: 'what each shard left: a .saltern, a folder that holds some, or the folder of one run',
  folder: 'where the files are, or will be',
  from: 'snapshot: an id, latest, last-good or a channel',
  snapshot: 'an id, latest, last-good or a channel (default: the one of the environment, else latest)',
  members: 'repositories to take, such as base9 (default: all)',
  to: 'the same (default: the one of the environment, else latest)',
  directory: 'folder of the formula, or of a repository of them (default: this one)',
  decision: 'number of its line in the log, the start of the digest of its record, or latest',
  name: 'who or what signs, such as laptop or ci',
  shell: 'bash, zsh or fish',
  command: 'program and its arguments, after --',
  arguments: 'those of salt-call, from its options or function on, after --',
};

/** Flags that change settings: `config show` takes them too, and shows what they change. */
export function addSettings(command: CommanderCommand): CommanderCommand {
  return command
    .option(
      '--snapshot <id>',
      'snapshot to run on: an id, latest, last-good, a channel, or none (default: latest; what is there keeps its own, but for test)',
    )
    .option('--driver <name>', 'driver to use instead of the configured one')
    .option('--salt <version>', 'Salt version to use instead of the configured one')
    .option('-c, --concurrency <n>', 'instances at once, as far as memory goes (default: what memory and cores allow)');
}

/** `unsaid`: what counts where nobody says. */
export function addDestroyPolicy(
  command: CommanderCommand,
  unsaid = "the project's, which is passing",
): CommanderCommand {
  return command.addOption(
    new Option('--destroy <policy>', `when to remove instances (default: ${unsaid})`).choices([
      'passing',
      'always',
      'never',
    ]),
  );
}

export function addTags(command: CommanderCommand): CommanderCommand {
  return command.option('--tag <name>', 'only suites with this tag; given several times, with any of them', collect);
}

export function addFailed(command: CommanderCommand): CommanderCommand {
  return command.option('--failed', 'only instances that failed last, could not be run, or were interrupted');
}

export function addChanged(command: CommanderCommand): CommanderCommand {
  return command.option(
    '--changed <ref>',
    'only instances that can be affected by what changed since this branch, tag or commit',
  );
}

export function addShard(command: CommanderCommand): CommanderCommand {
  return command
    .option('--shard <i/n>', 'only one part of them, 2/8 the second of eight: the same parts on every machine')
    .option(
      '--durations <file>',
      'cut shards by the times that matrix --durations wrote; all need the same (default: by number)',
    );
}

/** On other machines: with `farm:` in the project. */
export function addWorkers(command: CommanderCommand): CommanderCommand {
  const about = 'run the instances on workers of other machines, which remove them in any case';
  // Nobody should think that these do anything there.
  return command.addOption(new Option('--workers', about).conflicts(['concurrency', 'recreate', 'destroy']));
}

/** For options that may be given several times. */
export function collect(value: string, all: readonly string[] = []): readonly string[] {
  return [...all, value];
}
