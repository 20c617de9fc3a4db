import type { VerbGroup } from './declare-verb.ts';

/** The verb that says what a change can affect. */
export const addChangedVerbs: VerbGroup = ({ verb, look }) => {
  verb(
    'changed',
    'Say which instances can be affected by what changed in the repository, and why.',
    'saltern changed --base origin/main',
  )
    .option('--base <ref>', 'branch, tag or commit: what changed since this work began from it counts')
    .action(look(async () => (await import('../commands/changed.ts')).changed));
};
