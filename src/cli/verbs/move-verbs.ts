import type { VerbGroup } from './declare-verb.ts';

/** Verbs that move channels without asking the gate. */
export const addMoveVerbs: VerbGroup = ({ verb, act }) => {
  verb(
    'rollback',
    'Move a channel back to where it was before, whatever the gate says.',
    "saltern rollback --reason 'chrony 4.6 loses time'",
  )
    .option('--channel <name>', 'channel to move', 'stable')
    .option('--to <snapshot>', 'snapshot where it once was (default: where it was before its last promotion)')
    .option('--reason <text>', 'why, for the log of decisions; it must be said')
    .option('--force-tainted', 'go to a snapshot that failed after its promotion, too')
    .action(act(async () => (await import('../commands/rollback.ts')).rollback));
};
