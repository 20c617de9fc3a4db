import { z } from 'zod';
import { key, looseText, need, pathOrUrl, text } from '../../../base/yaml/schema-words.ts';

/** Configuration of the target `git`. */
export const gitConfigSchema = z.strictObject({
  repository: need(pathOrUrl, 'Git repository that gets the commit, by URL or path; no work tree of it is touched.', {
    examples: ['git@git.example.org:infra/pins.git'],
  }),
  file: need(
    text.refine(
      (path) => !path.split('/').some((part) => part === '..' || part === ''),
      'a path within the repository',
    ),
    'YAML file of pins in it: a map of repositories to ids of snapshots. Made where it is missing.',
    { examples: ['pins.yml'] },
  ),
  branch: key(
    looseText.regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'the name of a branch'),
    'Branch that gets the commit, ready for a pull request; made from `base`. Default: saltern/CHANNEL.',
    { examples: ['promote-stable'] },
  ),
  base: key(
    looseText.regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'the name of a branch'),
    'Branch that it is to be merged into. Default: the one that the repository names as its own.',
    { examples: ['main'] },
  ),
  key: key(z.array(looseText), 'Keys that lead to the map in the file. Default: it is the whole file.', {
    examples: [['pulp', 'versions']],
  }),
  name: key(
    text.refine((name) => name.includes('{member}'), "a name with '{member}' in it"),
    'Name of each pin. Default: {member}.',
    { default: '{member}', examples: ['pulp_repo_{member}_version'] },
  ),
});

export type GitConfig = Readonly<z.infer<typeof gitConfigSchema>>;
