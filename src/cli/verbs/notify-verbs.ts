import type { VerbGroup } from './declare-verb.ts';

/** Verbs that tell people. */
export const addNotifyVerbs: VerbGroup = ({ verb, act }) => {
  verb(
    'notify',
    'Tell people what changed with the last night, and what could not be sent before.',
    'saltern notify --test',
  )
    .option('--preview', 'only print what would be sent')
    .option('--test [receiver]', 'send a test message instead, to one receiver or to all')
    .action(act(async () => (await import('../commands/notify.ts')).notify));
};
