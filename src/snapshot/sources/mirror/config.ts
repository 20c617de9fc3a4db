import { z } from 'zod';
import { filePath, key } from '../../../base/yaml/schema-words.ts';

/** Configuration of the source `mirror`. */
export const mirrorConfigSchema = z.strictObject({
  directory: key(
    filePath,
    'Folder that holds NAME-latest/ for each member NAME. Default: `root`, where the snapshots are.',
    { examples: ['/srv/mirror'] },
  ),
});

export type MirrorConfig = Readonly<z.infer<typeof mirrorConfigSchema>>;
