import { z } from 'zod';

/** Configuration of the source `mirror`. */
export const mirrorConfigSchema = z.strictObject({
  directory: z.string().min(1).describe('Absolute path of the folder that holds NAME-latest/ for each member NAME.'),
});

export type MirrorConfig = Readonly<z.infer<typeof mirrorConfigSchema>>;
