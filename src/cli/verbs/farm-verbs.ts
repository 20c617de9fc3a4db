import { collect, type VerbGroup } from './declare-verb.ts';

/** Verbs for workers on other machines. */
export const addFarmVerbs: VerbGroup = ({ verb, act, look }) => {
  const about = 'Run instances here for those who start them elsewhere, until it is interrupted.';
  verb('worker', about, 'saltern worker --label kvm')
    .option('--name <name>', 'how it is called (default: the name of the machine, and the process)')
    .option(
      '--driver <name>',
      'only for this driver; may be given several times (default: all that work here)',
      collect,
    )
    .option('--label <name>', 'what this machine can do beside its drivers; may be given several times', collect)
    .option('--once', 'end after one instance')
    .option('--shared-folder <folder>', 'where formulas come from (default: through the database)')
    .option(
      '--sign-with <file>',
      'private key that signs its results (default: that of SALTERN_SIGNING_KEY; without, they are not signed)',
    )
    .action(act(async () => (await import('../commands/worker.ts')).worker));
  verb('workers', 'Show which workers take jobs from the database, and what they are at.', 'saltern workers').action(
    look(async () => (await import('../commands/workers.ts')).workers),
  );
};
