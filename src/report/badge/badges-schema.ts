import { z } from 'zod';
import { filePath, key } from '../../base/yaml/schema-words.ts';

const settings = z.strictObject({
  directory: key(
    filePath,
    'Another folder that gets the badges of the project, after a night and with `saltern badges`: one that is kept in git, or on a web server. Default: only `badges` in the folder of reports.',
    { examples: ['docs/badges'] },
  ),
  readme: key(
    filePath,
    'A Markdown file whose table of badges is kept as the project is, between `<!-- saltern:badges -->` and `<!-- /saltern:badges -->`. Default: none.',
    { examples: ['README.md'] },
  ),
});

/** What a map under `reports: badges:` holds. */
export type BadgesSettings = z.infer<typeof settings>;

/** `reports: badges:`. */
export const badgesSchema = z.union([z.boolean(), settings]).meta({
  description:
    'Badges of each formula and platform and a page that shows them, both for each run and for the newest verdicts. Default true.',
  default: true,
});
