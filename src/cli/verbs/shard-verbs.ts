import { addChanged, addFailed, addTags, type VerbGroup } from './declare-verb.ts';

/** Verbs that spread a fleet over machines of a CI, and put together what they found out. */
export const addShardVerbs: VerbGroup = ({ verb, act, look }) => {
  const example = 'saltern matrix --github --durations durations.json';
  const about = 'Say how many machines a fleet is worth, and what falls to each: what test --shard will take there.';
  addChanged(addFailed(addTags(verb('matrix [instances...]', about, example))))
    .option('--github', 'one line of JSON, for the matrix of a GitHub workflow: fromJSON takes it as it is')
    .option('--durations <file>', 'cut by what instances usually take, and write that there, for test to cut by')
    .option('--target <seconds>', 'time that a shard should take, its instances one after the other (default: 300)')
    .option('--max <n>', 'most shards (default: 20)')
    .action(look(async () => (await import('../commands/matrix.ts')).matrix));
  verb(
    'merge <folders...>',
    'Make one run of the runs of all shards; its exit code is that of the whole.',
    'saltern merge shard-1 shard-2 shard-3',
  )
    .option('--output <folder>', "where what comes of it goes (default: the project's .saltern)")
    .action(act(async () => (await import('../commands/merge.ts')).merge));
};
