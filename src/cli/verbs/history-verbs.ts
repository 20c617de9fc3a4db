import type { VerbGroup } from './declare-verb.ts';

/** Verbs on what was run night after night. */
export const addHistoryVerbs: VerbGroup = ({ verb, act, look, group }) => {
  const history = group('history', 'What was run, night after night.');
  verb(
    'show [what...]',
    'Show what instances came to night after night; of those that are named each attempt with its reason.',
    'saltern history show ops-ssh --nights 14',
    history,
    { isDefault: true },
  )
    .option('--nights <n>', 'how many nights, the newest (default: 30; a narrow terminal shows fewer)')
    .action(look(async () => (await import('../commands/history.ts')).showHistory));
  verb(
    'import',
    'Fill the history in from what runs, nights and decisions left on disk.',
    'saltern history import',
    history,
  ).action(act(async () => (await import('../commands/history.ts')).importAll));
};
