import type { VerbGroup } from './declare-verb.ts';

/** Verbs on what is kept on this machine. */
export const addCacheVerbs: VerbGroup = ({ verb, act, group }) => {
  const cache = group('cache', 'What is kept on this machine to save time, of every project.');
  verb('list', 'List it, with size and last use.', 'saltern cache list', cache)
    .option('--driver <name>', 'only what this driver keeps')
    .action(act(async () => (await import('../commands/cache.ts')).showCache));
  verb(
    'prune',
    'Remove what is not in use; it is made again when wanted.',
    'saltern cache prune --older-than 30d --dry-run',
    cache,
  )
    .option('--driver <name>', 'only what this driver keeps')
    .option('--older-than <age>', 'what was not used for so long, such as 36h (default: 10d)')
    .option('--to-size <size>', 'what was not used for longest, until no more than this is left, such as 20G')
    .option('--all', 'everything')
    .option('--dry-run', 'only say what would go first')
    .action(act(async () => (await import('../commands/cache.ts')).prune));
};
