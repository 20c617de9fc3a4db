import { z } from 'zod';
import { filePath, key, need, text } from '../../../base/yaml/schema-words.ts';

/** Configuration of the target `cobbler`. */
export const cobblerConfigSchema = z.strictObject({
  path: need(filePath, 'Folder in which NAME, beside NAME-latest, is a link to the promoted repository NAME.', {
    examples: ['/srv/mirror'],
  }),
  name: key(
    text.refine(
      (name) => name.includes('{member}') && !name.includes('/'),
      "a name with '{member}' in it, and without a slash",
    ),
    'Name of each link. Default: {member}.',
    { default: '{member}', examples: ['{member}-stable'] },
  ),
});

export type CobblerConfig = Readonly<z.infer<typeof cobblerConfigSchema>>;
