import { z } from 'zod';
import { readText } from '../base/files/read-regular.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';
import { parseJson } from '../base/json/parse-json.ts';

/** What a file of `Prepared.baseBuilds` holds. */
export interface BaseBuilds {
  readonly version: 1;
  /** As `parseBuilds` gives them. */
  readonly builds: readonly string[];
}

const baseBuildsSchema = z.object({
  version: z.literal(1),
  builds: z.array(z.string()),
}) satisfies z.ZodType<BaseBuilds>;

/** What is installed in an untouched base image. Undefined: there is no such file, or it cannot be understood. */
export async function readBaseBuilds(file: string): Promise<readonly string[] | undefined> {
  const text = await readText(file, MOST_BYTES.record).catch(() => undefined);
  return text === undefined ? undefined : baseBuildsSchema.safeParse(parseJson(text)).data?.builds;
}
