import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readFolder } from '../../base/files/read-folder.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { SalternError } from '../../contract/errors.ts';
import type { ProjectReferences } from '../../contract/snapshot-references.ts';
import { putFile } from './put-file.ts';
import { LAYOUT } from './snapshot-layout.ts';
import { withinRoot } from './within-root.ts';
import { writeRoot } from './write-root.ts';

/** In place of what the project left before. One that refers to nothing, and never did, leaves nothing. */
export async function putReferences(root: string, left: ProjectReferences): Promise<void> {
  const file = LAYOUT.references(root, left.project);
  if (left.references.length === 0 && !(await isThere(file))) return;
  await putFile(root, file, left);
}

/** What all projects but one have left, in the order of their names. Throws `SNAPSHOT_SOURCE` where one cannot be read: nobody knows what it refers to. */
export async function readReferences(root: string, but: string): Promise<readonly ProjectReferences[]> {
  const names = (await listNames(root)).filter((name) => name !== `${but}.json`);
  return await Promise.all(
    names.map(async (name) => {
      const file = join(LAYOUT.projects(root), name);
      const text = await readText(file, MOST_BYTES.record).catch((cause: unknown) => unreadable(file, cause));
      const parsed = schema.safeParse(parseJson(text));
      if (parsed.success && `${parsed.data.project}.json` === name) return parsed.data;
      return unreadable(file, parsed.error);
    }),
  );
}

/** False: that project left nothing. */
export async function removeReferences(root: string, project: string): Promise<boolean> {
  const names = await listNames(root);
  if (!names.includes(`${project}.json`)) return false;
  const file = LAYOUT.references(root, project);
  await writeRoot(root, `'${file}' cannot be removed`, () => rm(file));
  return true;
}

function listNames(root: string): Promise<readonly string[]> {
  // Half-written files of ours begin with a dot.
  return withinRoot(root, async () =>
    (await readFolder(LAYOUT.projects(root))).filter((name) => !name.startsWith('.')).toSorted(),
  );
}

const schema = z.object({
  version: z.literal(1),
  project: z.string(),
  directory: z.string(),
  at: z.iso.datetime(),
  references: z.array(
    z.object({
      snapshot: z.string(),
      kind: z.enum(['channel', 'waiver', 'derived', 'run', 'evidence', 'decision', 'night']),
      by: z.string(),
    }),
  ),
}) satisfies z.ZodType<ProjectReferences>;

function unreadable(file: string, cause: unknown): never {
  throw new SalternError('SNAPSHOT_SOURCE', `What a project refers to cannot be read: '${file}'`, {
    hint: 'The next `saltern test` of that project writes it anew; remove the file where the project is gone.',
    cause,
  });
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
