import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../root.ts';

const factsSchema = z.object({ version: z.string(), config: z.object({ node: z.string() }) });

/** What stands in package.json of saltern's version and of the Node that packages carry. */
export function readPackageFacts(): { readonly version: string; readonly node: string } {
  const { version, config } = factsSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  return { version, node: config.node };
}
