import { z } from 'zod';
import { filePath, key } from '../../base/yaml/schema-words.ts';

/** Where the pages go, and where people find them. */
export const siteSettings = key(
  z.strictObject({
    directory: key(filePath, 'Folder of the pages, theirs alone. Default site in the folder of results.', {
      examples: ['/srv/www/saltern'],
    }),
    url: key(
      z.url({ protocol: /^(https?|file)$/, error: 'a URL such as https://ci.example/saltern' }),
      'Where people find them, for links in mails, cards and badges. Default: there are no such links.',
      { examples: ['https://ci.example/saltern'] },
    ),
  }),
  'Pages for people: see `saltern site`.',
  { examples: [{ directory: '/srv/www/saltern', url: 'https://ci.example/saltern' }] },
);
