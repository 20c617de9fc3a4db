import { addFailed, addTags, type VerbGroup } from './declare-verb.ts';

/** Verbs on instances that were created. */
export const addInstanceVerbs: VerbGroup = ({ verb, act, look }) => {
  verb('login <instance>', 'Open a shell in an instance.', 'saltern login ops-ssh-default-centos-7').action(
    act(async () => (await import('../commands/login.ts')).login),
  );
  verb(
    'exec <instance> [command...]',
    'Run one command in an instance; gives its exit code.',
    'saltern exec ops-ssh-default-centos-7 -- rpm -q openssh-server',
  )
    .showHelpAfterError('  hint: Put the command after --: saltern exec INSTANCE -- ls -l')
    .action(act(async () => (await import('../commands/exec.ts')).exec));
  verb(
    'reboot [instances...]',
    'Restart instances that were created.',
    'saltern reboot ops-ssh-default-centos-7',
  ).action(act(async () => (await import('../commands/reboot.ts')).reboot));
  addFailed(verb('destroy [instances...]', 'Remove instances.', 'saltern destroy --orphans'))
    .option('--orphans', 'remove what a crash left behind, and nothing that is in use')
    .action(act(async () => (await import('../commands/destroy.ts')).destroy));
  addFailed(
    verb(
      'logs [instances...]',
      'Print the logs of the last run of instances.',
      'saltern logs ops-ssh-default-centos-7',
    ),
  )
    .option('--run <id>', 'an earlier run instead of the last')
    .action(look(async () => (await import('../commands/logs.ts')).logs));
};

/** The verb that shows what there is. */
export const addListVerb: VerbGroup = ({ verb, look }) => {
  addFailed(
    addTags(verb('list [instances...]', 'Show the instances and what is known of them.', "saltern list 'ops-ssh-*'")),
  )
    .option('--bare', 'their names alone, one a line, for scripts')
    .action(look(async () => (await import('../commands/list.ts')).list));
};
