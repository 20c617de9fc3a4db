import { Option } from 'commander';
import { addChanged, addFailed, addShard, addTags, type VerbGroup } from './declare-verb.ts';

/** Verbs on instances that were created. */
export const addInstanceVerbs: VerbGroup = ({ verb, act, look }) => {
  verb('login <instance>', 'Open a shell in an instance.', 'saltern login ops-ssh-default-centos-7').action(
    act(async () => (await import('../commands/login.ts')).login),
  );
  verb(
    'exec <instance> [command...]',
    'Run one command in an instance, or in all that a glob matches; gives its exit code.',
    'saltern exec ops-ssh-default-centos-7 -- rpm -q openssh-server',
  )
    .addOption(atOnce())
    .showHelpAfterError('  hint: Put the command after --: saltern exec INSTANCE -- ls -l')
    .action(act(async () => (await import('../commands/exec.ts')).exec));
  verb(
    'salt <instance> [arguments...]',
    'Run salt-call in an instance, or in all that a glob matches, on formula and pillar as they are now.',
    'saltern salt ops-ssh-default-centos-7 -- state.apply ops-ssh test=True',
  )
    .addOption(atOnce())
    .showHelpAfterError('  hint: Put what Salt is asked for after --: saltern salt INSTANCE -- --out json pillar.items')
    .action(act(async () => (await import('../commands/exec.ts')).salt));
  verb('reboot [instances...]', 'Restart instances that were created.', 'saltern reboot ops-ssh-default-centos-7')
    .option('--force', 'restart also what somebody is in')
    .action(act(async () => (await import('../commands/reboot.ts')).reboot));
  addFailed(verb('destroy [names...]', 'Remove instances.', 'saltern destroy --orphans'))
    .option('--orphans', 'remove what a crash left behind, and nothing that is in use')
    .option('--force', 'remove also what somebody is in')
    .action(act(async () => (await import('../commands/destroy.ts')).destroy));
  addFailed(
    verb(
      'logs [instances...]',
      'Print the logs of the last run of instances.',
      'saltern logs --follow ops-ssh-default-centos-7',
    ),
  )
    .option('-f, --follow', 'print the log of a run that is under way as it grows, until it ends')
    .option('--run <id>', 'an earlier run instead of the last')
    .action(look(async () => (await import('../commands/logs.ts')).logs));
};

function atOnce(): Option {
  return new Option('-c, --concurrency <n>', 'instances at once, where there are several (default: 8)');
}

/** The verb that shows what there is. */
export const addListVerb: VerbGroup = ({ verb, look }) => {
  const about = 'Show the instances and what is known of them.';
  addShard(addChanged(addFailed(addTags(verb('list [instances...]', about, 'saltern list --tag quick --tag nightly')))))
    .option('--bare', 'their names alone, one a line, for scripts')
    .action(look(async () => (await import('../commands/list.ts')).list));
};
