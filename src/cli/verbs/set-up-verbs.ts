import { Argument } from 'commander';
import { addDestroyPolicy, addSettings, type VerbGroup } from './declare-verb.ts';

/** Verbs on this machine and the project's files. */
export const addSetUpVerbs: VerbGroup = ({ verb, act, look, group }) => {
  verb('doctor', 'Say whether this machine can run saltern, and what to do if not.', 'saltern doctor').action(
    act(async () => (await import('../commands/doctor.ts')).doctor),
  );
  verb('init [directory]', 'Write a working saltern.yml for a formula.', 'saltern init')
    .option('--force', 'replace what is there')
    .option('--render', 'have the Salt of this machine render the states; runs here what their templates call')
    .action(look(async () => (await import('../commands/init.ts')).init));

  const config = group('config', 'Look at the configuration.');
  const about = 'Print every value of an instance, and where it comes from.';
  addDestroyPolicy(
    addSettings(verb('show <instance>', about, 'saltern config show ops-ssh-default-centos-7', config)),
  ).action(look(async () => (await import('../commands/config.ts')).showConfig));
  verb(
    'schema',
    'Print the JSON Schema of the project and suite files, or of the gate policy, for editors.',
    'saltern config schema gate > gate.schema.json',
    config,
  )
    .addArgument(new Argument('[file]', 'which files').choices(['project', 'gate']).default('project'))
    .action(look(async () => (await import('../commands/config.ts')).showSchema));
};
