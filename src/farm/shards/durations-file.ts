import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { canonicalText } from '../../base/json/canonical-text.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { SalternError } from '../../contract/errors.ts';
import { wrapWriteTrouble } from '../../contract/write-trouble.ts';

/** Form of the file: `{ "ms": { "ops-ssh-default-centos-7": 41200 }, "version": 1 }`. */
const schema = z.object({ version: z.literal(1), ms: z.record(z.string(), z.number().nonnegative()) });

/** Milliseconds by name, as `writeDurations` has written them. Throws `USAGE`. */
export async function readDurations(file: string): Promise<Readonly<Record<string, number>>> {
  const known = await readKnownDurations(file);
  if (known !== undefined) return known;
  throw refuse(file, 'it is not there');
}

/** The same; undefined: there is no such file yet. */
export async function readKnownDurations(file: string): Promise<Readonly<Record<string, number>> | undefined> {
  const text = await readFile(file);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data.ms;
  throw refuse(file, 'it holds no such times');
}

/** Writes what each takes, sorted by name: the same times give the same file. Throws `NO_SPACE`, `INTERNAL`. */
export async function writeDurations(file: string, ms: Readonly<Record<string, number>>): Promise<void> {
  const whole = Object.fromEntries(Object.entries(ms).map(([name, value]) => [name, Math.round(value)]));
  try {
    await writeFileAtomic(file, `${canonicalText({ version: 1, ms: whole })}\n`);
  } catch (cause) {
    throw wrapWriteTrouble(file, cause);
  }
}

async function readFile(file: string): Promise<string | undefined> {
  try {
    return await readText(file, MOST_BYTES.record);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    if (error.code === 'ENOENT') return undefined;
    throw refuse(file, error.why, error);
  }
}

function refuse(file: string, why: string, cause?: unknown): SalternError {
  return new SalternError('USAGE', `The durations in '${file}' cannot be read: ${why}`, {
    hint: '`saltern matrix --durations FILE` writes them.',
    cause,
  });
}
