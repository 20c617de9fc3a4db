import type { VerbGroup } from './declare-verb.ts';

/** Verbs that spread a fleet over machines of a CI, and put together what they found out. */
export const addShardVerbs: VerbGroup = ({ verb, act }) => {
  verb(
    'merge <folders...>',
    'Make one run of the runs of all shards; its exit code is that of the whole.',
    'saltern merge shard-1 shard-2 shard-3',
  )
    .option('--output <folder>', "where what comes of it goes (default: the project's .saltern)")
    .action(act(async () => (await import('../commands/merge.ts')).merge));
};
