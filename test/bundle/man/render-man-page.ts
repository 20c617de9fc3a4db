import type { Command as CommanderCommand, Help } from 'commander';
import { VERSION } from '../../../src/contract/package-facts.ts';
import { ENVIRONMENT, EXIT_CODES, FILES, type Fact } from './man-facts.ts';
import { escapeRoff, example, item, paragraph, section, subsection } from './roff.ts';

/** `saltern.1`: what the help of the program and of each of its verbs says, and what lies around it. */
export function renderManPage(program: CommanderCommand): string {
  const help = program.createHelp();
  return [
    `.TH SALTERN 1 "" "saltern ${escapeRoff(VERSION)}" "User Commands"`,
    section('NAME'),
    // Its form is what `apropos` reads.
    `saltern \\- ${escapeRoff(lowerFirst(program.description().replace(/\.$/, '')))}`,
    section('SYNOPSIS'),
    `.B saltern\n.I verb\n[${escapeRoff('options')}] [arguments]`,
    section('DESCRIPTION'),
    paragraph('saltern VERB --help says the same of one verb as this page does below.'),
    paragraph(
      'Arguments that name instances are names, a part that only one name has, globs or /regular expressions/. Whatever follows -- belongs to the command that is run in an instance.',
    ),
    section('OPTIONS OF ALL VERBS'),
    ...describeOptions(program, help),
    section('VERBS'),
    ...listVerbs(program).map((verb) => describeVerb(verb, help)),
    section('EXIT STATUS'),
    ...EXIT_CODES.map(toItem),
    section('FILES'),
    ...FILES.map(toItem),
    section('ENVIRONMENT'),
    ...ENVIRONMENT.map(toItem),
    section('SEE ALSO'),
    'salt\\-call(1), docker(1), qemu(1), systemd.timer(5)',
    '',
  ].join('\n');
}

/** The words themselves, not the groups above them: `snapshot create`. */
function listVerbs(command: CommanderCommand): readonly CommanderCommand[] {
  return command.commands.flatMap((one) => (one.commands.length === 0 ? [one] : listVerbs(one)));
}

function describeVerb(verb: CommanderCommand, help: Help): string {
  return [
    subsection(help.commandUsage(verb)),
    paragraph(help.commandDescription(verb)),
    ...help
      .visibleArguments(verb)
      .map((argument) => item(help.argumentTerm(argument), help.argumentDescription(argument))),
    ...describeOptions(verb, help),
    ...readExamples(verb).map(example),
  ].join('\n');
}

function describeOptions(command: CommanderCommand, help: Help): readonly string[] {
  return help
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help')
    .map((option) => item(help.optionTerm(option), help.optionDescription(option)));
}

/** The command lines after `$` in what the help says last; commander tells that only to who prints the whole of it. */
function readExamples(verb: CommanderCommand): readonly string[] {
  const own = verb.configureOutput();
  let text = '';
  verb.configureOutput({ writeOut: (more) => void (text += more) }).outputHelp();
  verb.configureOutput(own);
  return [...text.matchAll(/^ +\$ (.+)$/gm)].flatMap(([, line]) => line ?? []);
}

function toItem([name, about]: Fact): string {
  return item(name, about);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
