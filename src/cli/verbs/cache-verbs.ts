import { addSettings, addTags, collect, type VerbGroup } from './declare-verb.ts';

/** Verbs on what is kept on this machine. */
export const addCacheVerbs: VerbGroup = ({ verb, act, look, group }) => {
  const cache = group(
    'cache',
    'What is kept on this machine to save time, for all projects, and the runs of the project here.',
  );
  verb('list', 'List what is kept, with size and last use.', 'saltern cache list', cache)
    .option('--driver <name>', 'only what this driver keeps')
    .action(look(async () => (await import('../commands/cache.ts')).showCache));
  verb(
    'prune',
    'Remove what is not in use, which is made again when needed, and runs that the project does not keep.',
    'saltern cache prune --older-than 30d --dry-run',
    cache,
  )
    .option('--driver <name>', 'only what this driver keeps')
    .option('--older-than <age>', 'what has not been used for this long, such as 36h (default: 10d)')
    .option('--to-size <size>', 'the longest unused, until no more than this is left, such as 20G')
    .option('--all', 'everything')
    .option('--dry-run', 'only say what would be removed first')
    .action(act(async () => (await import('../commands/cache.ts')).prune));
  const keep =
    'Write the images that were used lately into a folder, for another machine: a CI keeps it between its jobs.';
  verb('save <folder>', keep, 'saltern cache save images --driver docker', cache)
    .option('--driver <name>', 'only what this driver keeps; may be given several times', collect)
    .option('--used-within <age>', 'what was used within this time, such as 2h (default: 1d)')
    .action(act(async () => (await import('../commands/carry-cache.ts')).save));
  verb('load <folder>', 'Take in what cache save has written.', 'saltern cache load images', cache)
    .option('--driver <name>', 'only what this driver keeps; may be given several times', collect)
    .action(act(async () => (await import('../commands/carry-cache.ts')).load));
  const name = 'Print a name for those images, which changes with whatever they are made from.';
  addTags(addSettings(verb('key [instances...]', name, 'saltern cache key --driver docker', cache))).action(
    look(async () => (await import('../commands/carry-cache.ts')).key),
  );
};
