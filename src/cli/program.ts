import { Command, CommanderError, Option } from 'commander';
import type { Goal } from '../run/run-options.ts';
import type { App, ExitCode } from './app.ts';
import type { RunFlags } from './commands/run.ts';
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
    // What follows `--` is a guest's command, with flags of its own.
    const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
    const isDebug = own.includes('--debug') || Boolean(app.environment['SALTERN_DEBUG']);
    return reportError(error, { app, isJson: own.includes('--json'), isDebug });
  }
}

function buildProgram(app: App, finish: (code: ExitCode) => void): Command {
  const program = new Command('saltern')
    .description('Test Salt formulas on package snapshots, and decide what may be promoted.')
    .version('0.1.0')
    .option('-p, --project <file>', 'project file (default: saltern.yml here or above)')
    .option('--overlay <file>', 'another overlay besides saltern.local.yml (repeatable)', collect)
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
  // The one place where commander's untyped values become the commands' own types.
  const act =
    <O, A extends unknown[]>(load: () => Promise<(app: App, options: O, ...args: A) => Promise<ExitCode>>) =>
    async (...all: unknown[]) => {
      const command = all.at(-1) as Command;
      const action = await load();
      finish(await action(app, command.optsWithGlobals() as O, ...(all.slice(0, -2) as A)));
    };
  // Flags that change settings; `config show` takes them too, and shows what they change.
  const settable = (command: Command) =>
    command
      .option('--snapshot <id>', 'snapshot to run on: an id, latest, a channel, or none (default: latest)')
      .option('--driver <name>', 'driver to use instead of the configured one')
      .option('--salt <version>', 'Salt version to use instead of the configured one')
      .option('-c, --concurrency <n>', 'instances at once (default: what memory and cores allow)');
  const keeping = (command: Command) =>
    command.addOption(
      new Option('--destroy <policy>', 'when to remove instances').choices(['passing', 'always', 'never']),
    );
  const runVerb = (name: 'create' | 'converge' | 'verify' | 'test', about: string, example: string) =>
    settable(verb(`${name} [instances...]`, about, example))
      .option('--tag <name>', 'only suites with this tag (repeatable)', collect)
      .option('--fail-fast', 'stop the others at the first failure');

  verb('list [instances...]', 'Show the instances and what is known of them.', "saltern list 'ops-ssh-*'")
    .option('--tag <name>', 'only suites with this tag (repeatable)', collect)
    .action(act(async () => (await import('./commands/list.ts')).list));
  runVerb('create', 'Start instances.', 'saltern create ops-ssh-default-centos-7').action(act(() => loadRun('create')));
  runVerb('converge', 'Apply the states; starts what is missing.', 'saltern converge /stream-9$/').action(
    act(() => loadRun('converge')),
  );
  runVerb('verify', 'Run the checks; converges what has not been.', "saltern verify 'ops-ssh-*'").action(
    act(() => loadRun('verify')),
  );
  keeping(
    runVerb(
      'test',
      'From nothing to a verdict: create, converge twice, verify, destroy.',
      'saltern test --snapshot latest',
    ),
  ).action(act(() => loadRun('test')));
  verb('login <instance>', 'Open a shell in an instance.', 'saltern login ops-ssh-default-centos-7').action(
    act(async () => (await import('./commands/login.ts')).login),
  );
  verb(
    'exec <instance> [command...]',
    'Run one command in an instance; gives its exit code.',
    'saltern exec ops-ssh-default-centos-7 -- rpm -q openssh-server',
  )
    .showHelpAfterError('  hint: Put the command after --: saltern exec INSTANCE -- ls -l')
    .action(act(async () => (await import('./commands/exec.ts')).exec));
  verb('reboot [instances...]', 'Restart instances that are there.', 'saltern reboot ops-ssh-default-centos-7').action(
    act(async () => (await import('./commands/reboot.ts')).reboot),
  );
  verb('destroy [instances...]', 'Remove instances.', 'saltern destroy --orphans')
    .option('--orphans', 'remove what a crash left behind, and nothing that is in use')
    .action(act(async () => (await import('./commands/destroy.ts')).destroy));
  verb('doctor', 'Say whether this machine can run saltern, and what to do where not.', 'saltern doctor').action(
    act(async () => (await import('./commands/doctor.ts')).doctor),
  );
  const config = program.command('config').description('Look at the configuration.');
  keeping(
    settable(
      verb(
        'show <instance>',
        'Print every value of an instance with where it came from.',
        'saltern config show ops-ssh-default-centos-7',
        config,
      ),
    ),
  ).action(act(async () => (await import('./commands/config.ts')).showConfig));
  verb(
    'schema',
    'Print the JSON Schema of the project and suite files, for editors.',
    'saltern config schema > saltern.schema.json',
    config,
  ).action(act(async () => (await import('./commands/config.ts')).showSchema));
  verb('init [directory]', 'Write a working saltern.yml for a formula.', 'saltern init')
    .option('--force', 'replace a saltern.yml that is there')
    .action(act(async () => (await import('./commands/init.ts')).init));
  verb('logs [instances...]', 'Print the logs of the last run of instances.', 'saltern logs ops-ssh-default-centos-7')
    .option('--run <id>', 'an earlier run instead of the last')
    .action(act(async () => (await import('./commands/logs.ts')).logs));

  const cache = program.command('cache').description('What is kept on this machine to save time, of every project.');
  const ofDriver = (command: Command) => command.option('--driver <name>', 'only what this driver keeps');
  ofDriver(verb('list', 'List it, with size and last use.', 'saltern cache list', cache)).action(
    act(async () => (await import('./commands/cache.ts')).listCache),
  );
  ofDriver(
    verb(
      'prune',
      'Remove what is not in use; it is made again when wanted.',
      'saltern cache prune --older-than 30d --dry-run',
      cache,
    ),
  )
    .option('--older-than <age>', 'what was not used for so long, such as 36h (default: 10d)')
    .option('--to-size <size>', 'what was not used for longest, until no more than this is left, such as 20G')
    .option('--all', 'everything')
    .option('--dry-run', 'only say what would go first')
    .action(act(async () => (await import('./commands/cache.ts')).pruneCache));

  const snapshot = program.command('snapshot').description('Immutable sets of package repositories.');
  verb(
    'create [members...]',
    'Take the mirrors as they stand into a new snapshot.',
    'saltern snapshot create',
    snapshot,
  ).action(act(async () => (await import('./commands/snapshot.ts')).createOne));
  verb('list', 'List snapshots and the channels that point to them.', 'saltern snapshot list', snapshot).action(
    act(async () => (await import('./commands/snapshot.ts')).listAll),
  );
  verb(
    'show [snapshot]',
    'Show what a snapshot holds and what changed since stable.',
    'saltern snapshot show latest',
    snapshot,
  ).action(act(async () => (await import('./commands/snapshot.ts')).showOne));
  const gate = program.command('gate').description('Decide from evidence whether a snapshot may be promoted.');
  verb('check', 'Say whether a snapshot may be promoted, and if not why.', 'saltern gate check --snapshot latest', gate)
    .option('--snapshot <id>', 'snapshot to judge (default: latest)')
    .option('--channel <name>', 'channel to judge for', 'stable')
    .action(act(async () => (await import('./commands/gate.ts')).check));
  verb('promote', 'Move a channel to a snapshot, if the gate says promote.', 'saltern promote --snapshot latest')
    .option('--snapshot <id>', 'snapshot to promote (default: latest)')
    .option('--channel <name>', 'channel to move', 'stable')
    .action(act(async () => (await import('./commands/gate.ts')).promoteOne));
  return program;
}

async function loadRun(goal: Goal) {
  const { run } = await import('./commands/run.ts');
  return (app: App, flags: RunFlags, instances: readonly string[]) => run(goal, app, flags, instances);
}

function collect(value: string, all: readonly string[] = []): readonly string[] {
  return [...all, value];
}
