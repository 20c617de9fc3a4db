import type { VerbGroup } from './declare-verb.ts';

/** The verb that does a whole night. */
export const addNightVerbs: VerbGroup = ({ verb, act }) => {
  const about = 'One night: snapshot, test, gate, promotion, reports; goes on with one that was stopped.';
  verb('nightly', about, 'saltern nightly')
    .option(
      '--snapshot <id>',
      'snapshot to test: an id, latest or a channel (default: a new one of what the mirrors hold)',
    )
    .option('--channel <name>', "channel to move (default: the project's, which is stable)")
    .option('--no-promote', 'only judge: the channel stays where it is')
    .option('--force', 'do it though nothing changed')
    .option('--fresh', 'begin anew where a night was stopped')
    .action(act(async () => (await import('../commands/nightly.ts')).nightly));
};
