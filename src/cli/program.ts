import { Command, CommanderError, Option } from 'commander';
import type { App, ExitCode } from './app.ts';
import { reportError } from './report-error.ts';

/**
 * Every verb on one screen; each action loads its own module, so that `--help` stays quick. Gives the exit code and
 * throws nothing.
 */
export async function runProgram(argv: readonly string[], app: App): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = buildProgram(app, (code) => (exitCode = code));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportError(error, { app, isJson: argv.includes('--json') });
  }
}

function buildProgram(app: App, finish: (code: ExitCode) => void): Command {
  const program = new Command('saltern')
    .description('Test Salt formulas on package snapshots, and decide what may be promoted.')
    .version('0.1.0')
    .option('-p, --project <file>', 'project file (default: saltern.yml here or above)')
    .option('--overlay <file>', 'another overlay besides saltern.local.yml (repeatable)', collect, [])
    .option('--json', 'print the result as JSON on stdout')
    .option('--debug', 'show causes and stacks of errors')
    .showHelpAfterError('(saltern --help shows the verbs, saltern VERB --help one of them)')
    .exitOverride()
    .configureOutput({ writeOut: app.write, writeErr: app.talk });

  const verb = (usage: string, about: string, example: string, parent: Command = program) =>
    parent
      .command(usage)
      .description(about)
      .addHelpText('after', `\nExample:\n  $ ${example}\n`)
      .addOption(new Option('--json', 'print the result as JSON on stdout'));
  const act =
    <T extends unknown[]>(run: (app: App, options: Record<string, unknown>, ...args: T) => Promise<ExitCode>) =>
    async (...all: unknown[]) => {
      const command = all.at(-1) as Command;
      finish(await run(app, command.optsWithGlobals(), ...(all.slice(0, -2) as T)));
    };
  const runVerb = (name: 'create' | 'converge' | 'verify' | 'test', about: string, example: string) =>
    verb(`${name} [instances...]`, about, example)
      .option('--snapshot <id>', 'snapshot to run on: an id, latest, a channel, or none (default: latest)')
      .option('--driver <name>', 'driver to use instead of the configured one')
      .option('--salt <version>', 'Salt version to use instead of the configured one')
      .option('--tag <name>', 'only suites with this tag (repeatable)', collect, [])
      .option('-c, --concurrency <n>', 'instances at once (default: what memory and cores allow)')
      .option('--fail-fast', 'stop the others at the first failure');

  verb('list [instances...]', 'Show the instances and what is known of them.', "saltern list 'ops-ssh-*'")
    .option('--tag <name>', 'only suites with this tag (repeatable)', collect, [])
    .action(act(async (...a) => (await import('./commands/list.ts')).list(...a)));
  runVerb('create', 'Start instances.', 'saltern create ops-ssh-default-centos-7').action(
    act(async (...a) => (await import('./commands/run.ts')).run('create', ...a)),
  );
  runVerb('converge', 'Apply the states; starts what is missing.', 'saltern converge /stream-9$/').action(
    act(async (...a) => (await import('./commands/run.ts')).run('converge', ...a)),
  );
  runVerb('verify', 'Run the checks; converges what has not been.', 'saltern verify ops-ssh').action(
    act(async (...a) => (await import('./commands/run.ts')).run('verify', ...a)),
  );
  runVerb('test', 'From nothing to a verdict: create, converge twice, verify, destroy.', 'saltern test --snapshot latest')
    .addOption(new Option('--destroy <policy>', 'when to remove instances').choices(['passing', 'always', 'never']))
    .action(act(async (...a) => (await import('./commands/run.ts')).run('test', ...a)));
  verb('login <instance>', 'Open a shell in an instance.', 'saltern login ops-ssh-default-centos-7').action(
    act(async (...a) => (await import('./commands/login.ts')).login(...a)),
  );
  verb('exec <instance> [command...]', 'Run one command in an instance; gives its exit code.', 'saltern exec ops-ssh-default-centos-7 -- rpm -q openssh-server')
    .action(act(async (...a) => (await import('./commands/exec.ts')).exec(...a)));
  verb('destroy [instances...]', 'Remove instances.', 'saltern destroy --orphans')
    .option('--orphans', 'remove what a crash left behind, and nothing that is in use')
    .action(act(async (...a) => (await import('./commands/destroy.ts')).destroy(...a)));
  verb('doctor', 'Say whether this machine can run saltern, and what to do where not.', 'saltern doctor').action(
    act(async (...a) => (await import('./commands/doctor.ts')).doctor(...a)),
  );
  const config = program.command('config').description('Look at the configuration.');
  verb('show <instance>', 'Print every value of an instance with where it came from.', 'saltern config show ops-ssh-default-centos-7', config).action(
    act(async (...a) => (await import('./commands/config.ts')).showConfig(...a)),
  );
  verb('schema', 'Print the JSON Schema of the project and suite files, for editors.', 'saltern config schema > saltern.schema.json', config).action(
    act(async (...a) => (await import('./commands/config.ts')).showSchema(...a)),
  );
  verb('init [directory]', 'Write a working saltern.yml for a formula.', 'saltern init')
    .option('--force', 'replace a saltern.yml that is there')
    .action(act(async (...a) => (await import('./commands/init.ts')).init(...a)));
  verb('logs [instances...]', 'Print the logs of the last run of instances.', 'saltern logs ops-ssh-default-centos-7')
    .option('--run <id>', 'an earlier run instead of the last')
    .action(act(async (...a) => (await import('./commands/logs.ts')).logs(...a)));

  const snapshot = program.command('snapshot').description('Immutable sets of package repositories.');
  verb('create [members...]', 'Take the mirrors as they stand into a new snapshot.', 'saltern snapshot create', snapshot).action(
    act(async (...a) => (await import('./commands/snapshot.ts')).createOne(...a)),
  );
  verb('list', 'List snapshots and the channels that point to them.', 'saltern snapshot list', snapshot).action(
    act(async (...a) => (await import('./commands/snapshot.ts')).listAll(...a)),
  );
  verb('show [snapshot]', 'Show what a snapshot holds and what changed since stable.', 'saltern snapshot show latest', snapshot).action(
    act(async (...a) => (await import('./commands/snapshot.ts')).showOne(...a)),
  );
  const gate = program.command('gate').description('Decide from evidence whether a snapshot may be promoted.');
  verb('check', 'Say whether a snapshot may be promoted, and if not why.', 'saltern gate check --snapshot latest', gate)
    .option('--snapshot <id>', 'snapshot to judge (default: latest)')
    .option('--channel <name>', 'channel to judge for', 'stable')
    .action(act(async (...a) => (await import('./commands/gate.ts')).check(...a)));
  verb('promote', 'Move a channel to a snapshot, if the gate says promote.', 'saltern promote --snapshot latest')
    .option('--snapshot <id>', 'snapshot to promote (default: latest)')
    .option('--channel <name>', 'channel to move', 'stable')
    .action(act(async (...a) => (await import('./commands/gate.ts')).promoteOne(...a)));
  return program;
}

function collect(value: string, all: readonly string[]): readonly string[] {
  return [...all, value];
}
