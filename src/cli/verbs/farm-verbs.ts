import type { VerbGroup } from './declare-verb.ts';

/** Verbs for workers on other machines. */
export const addFarmVerbs: VerbGroup = ({ verb, look }) => {
  verb('workers', 'Show which workers take jobs from the database, and what they are at.', 'saltern workers').action(
    look(async () => (await import('../commands/workers.ts')).workers),
  );
};
