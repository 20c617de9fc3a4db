import type { VerbGroup } from './declare-verb.ts';

/** Pages for people. */
export const addSiteVerbs: VerbGroup = ({ verb, act }) => {
  verb(
    'site',
    'Write the pages of the fleet as things are now: what is red, since when, and why.',
    'saltern site --output /srv/www/saltern',
  )
    .option('--output <folder>', "another folder than the project's, the pages' alone")
    .action(act(async () => (await import('../commands/site.ts')).site));
};
