import { Argument } from 'commander';
import type { SchemaName } from '../../app/describe-config.ts';
import { addDestroyPolicy, addSettings, type VerbGroup } from './declare-verb.ts';

/** Files that have a schema. */
const SCHEMA_NAMES = [
  'project',
  'suite',
  'overlay',
  'gate',
  'checks',
  'waiver',
  'hold',
  'approval',
] as const satisfies readonly SchemaName[];

/** Verbs on this machine and the project's files. */
export const addSetUpVerbs: VerbGroup = ({ verb, act, look, group }) => {
  verb('doctor', 'Say whether this machine can run saltern, and what to do if not.', 'saltern doctor').action(
    act(async () => (await import('../commands/doctor.ts')).doctor),
  );
  verb('init [directory]', 'Write a working saltern.yml for a formula.', 'saltern init')
    .option('--force', 'replace what is there')
    .option('--render', 'have the Salt of this machine render the states; runs here what their templates call')
    .action(look(async () => (await import('../commands/init.ts')).init));

  verb(
    'completion <shell>',
    'Print a script that completes verbs, options and names: bash, zsh or fish.',
    'saltern completion bash > ~/.local/share/bash-completion/completions/saltern',
  ).action(look(async () => (await import('../commands/completion.ts')).completion));

  const config = group('config', 'Look at the configuration.');
  const about = 'Print what is set for an instance, and where.';
  addDestroyPolicy(addSettings(verb('show <instance>', about, 'saltern config show ops-ssh-default-centos-7', config)))
    .option('--all', 'defaults too')
    .action(look(async () => (await import('../commands/config.ts')).showConfig));
  verb(
    'schema',
    'Print the JSON Schema of a file, for editors.',
    'saltern config schema checks > checks.schema.json',
    config,
  )
    .addArgument(new Argument('[file]', 'which file').choices(SCHEMA_NAMES).default('project'))
    .action(look(async () => (await import('../commands/config.ts')).showSchema));
};
