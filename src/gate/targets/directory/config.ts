import { z } from 'zod';
import { filePath, need } from '../../../base/yaml/schema-words.ts';

/** Configuration of the target `directory`. */
export const directoryConfigSchema = z.strictObject({
  path: need(filePath, 'Folder in which a link with the name of the channel leads to its snapshot.', {
    examples: ['/srv/www/channels'],
  }),
});

export type DirectoryConfig = Readonly<z.infer<typeof directoryConfigSchema>>;
