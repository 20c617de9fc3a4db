import type { VerbGroup } from './declare-verb.ts';

/** Verbs on keys that sign results. */
export const addKeyVerbs: VerbGroup = ({ verb, act, group }) => {
  const key = group('key', 'Keys that sign results, so that the gate knows whose they are.');
  verb(
    'create <name>',
    'Make a pair of keys: the public one for the gate policy, the private one for who signs.',
    'saltern key create laptop --private laptop.key',
    key,
  )
    .option('--private <file>', 'file of the private key (default: saltern/keys/NAME.key in your .config folder)')
    .action(act(async () => (await import('../commands/key.ts')).create));
};
