import { z } from 'zod';

const entrySchema = z.object({ dev: z.boolean().optional(), optional: z.boolean().optional() });
const lockSchema = z.object({ packages: z.record(z.string(), entrySchema) });

/**
 * Folders of the packages that are installed beside saltern, by its lock file. Without the optional ones, whose native parts
 * would be made on the machine: what they make faster works without them. Pure.
 */
export function listModules(lock: unknown): readonly string[] {
  return Object.entries(lockSchema.parse(lock).packages)
    .filter(([folder, { dev, optional }]) => folder.startsWith('node_modules/') && !dev && !optional)
    .map(([folder]) => folder);
}
