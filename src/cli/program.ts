import { Command as CommanderCommand, CommanderError, type Option } from 'commander';
import { VERSION } from '../contract/package-facts.ts';
import { cleanName, cleanText } from '../base/text/clean-text.ts';
import { printAnswer, type Answer, type ExitCode } from './answer.ts';
import type { App } from './app.ts';
import { disarmApp } from './disarm-app.ts';
import { COMPLETE, completeLine } from './complete/complete-line.ts';
import { reportError } from './report-error.ts';
import { collect, makeVerbTools } from './verbs/declare-verb.ts';
import { VERB_GROUPS } from './verbs/index.ts';

/** Runs the verb that argv names. Gives the exit code and throws nothing. */
export async function runProgram(argv: readonly string[], outside: App): Promise<ExitCode> {
  // What follows `--` is a guest's command, with flags of its own.
  const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const wantsJson = own.includes('--json');
  const app = talkCleanly(disarmApp(outside, { isJson: wantsJson }));
  let exitCode: ExitCode = 0;
  const program = buildProgram(app, (answer, isJson) => {
    exitCode = printAnswer(app, answer, isJson);
  });
  if (argv[0] === COMPLETE) {
    const found = await completeLine(app, program, argv.slice(2));
    app.write(found.map((word) => `${word}\n`).join(''));
    return 0;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const isDebug = own.includes('--debug') || Boolean(app.environment['SALTERN_DEBUG']);
    return reportError(error, { app, isJson: wantsJson, isDebug });
  }
}

/** Arguments, values of the environment and output of other programs stand in what is said; what is secret does not. */
function talkCleanly(app: App): App {
  return {
    ...app,
    talk: (text) => app.talk(app.secrets.text(cleanText(text))),
    tell: (line) => app.tell(app.secrets.text(cleanName(line))),
  };
}

/** The program with all its verbs; `finish` is called with the answer of the verb that ran. */
export function buildProgram(app: App, finish: (answer: Answer, isJson: boolean) => void): CommanderCommand {
  const program = new CommanderCommand('saltern')
    .description('Test Salt formulas on package snapshots, and decide what may be promoted.')
    .version(VERSION)
    .option('-p, --project <file>', 'project file (default: saltern.yml here or above)')
    .option('--overlay <file>', 'another overlay besides saltern.local.yml (repeatable)', collect)
    .option('--json', 'print the result as JSON on stdout')
    .option('--debug', 'show causes and stacks of errors')
    .showHelpAfterError('(saltern --help shows the verbs, saltern VERB --help one of them)')
    .configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: listOptionsOfAll,
      styleTitle: (title) => (title === 'Global Options:' ? 'Options of all verbs:' : title),
    })
    .exitOverride()
    .configureOutput({ writeOut: app.write, writeErr: (text) => app.talk(cleanText(text)) });
  const tools = makeVerbTools(program, app, finish);
  for (const add of VERB_GROUPS) add(tools);
  return program;
}

/** What can be said to all verbs, for the help of one; `--version` is of no verb. */
function listOptionsOfAll({ parent }: CommanderCommand): Option[] {
  return parent === null
    ? []
    : [...parent.options.filter(({ long }) => long !== '--version'), ...listOptionsOfAll(parent)];
}
