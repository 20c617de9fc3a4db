import type { VerbGroup } from './declare-verb.ts';

/** Verbs that show others how the project stands. */
export const addPublishVerbs: VerbGroup = ({ verb, act }) => {
  verb(
    'badges',
    'Draw all badges as they are now, and keep the table of badges in a README.',
    'saltern badges --output docs/badges',
  )
    .option('--output <folder>', 'another folder that gets the badges')
    .option('--readme <file>', 'Markdown file with the table, between two comments that mark its place')
    .option('--check', 'write nothing; exit code 1 if the table would change')
    .action(act(async () => (await import('../commands/badges.ts')).badges));
  verb('metrics', 'Print what monitoring is told, as OpenMetrics text.', 'saltern metrics')
    .option('--write', "into the project's file instead")
    .action(act(async () => (await import('../commands/metrics.ts')).metrics));
};
