import { readdir } from 'node:fs/promises';
import { SalternError } from '../contract/errors.ts';
import { isPlainName } from './snapshot-layout.ts';

/** Names within a snapshot's folder that are not members. */
const TAKEN: ReadonlySet<string> = new Set(['manifest.json', 'summary.json']);

/** Members of a snapshot in their order: those given, or every `*-latest/` of the root. Throws `SNAPSHOT_SOURCE` when none. */
export async function chooseMembers(root: string, given: readonly string[] | undefined): Promise<readonly string[]> {
  const members = given ?? (await findMirrors(root));
  const bad = members.find((member) => !isPlainName(member) || TAKEN.has(member));
  if (bad !== undefined)
    throw new SalternError('SNAPSHOT_SOURCE', `'${bad}' cannot be the name of a snapshot's member`);
  if (members.length > 0) return [...new Set(members)].sort();
  throw new SalternError('SNAPSHOT_SOURCE', `The snapshot root '${root}' holds no mirror`, {
    hint: 'Mirrors are folders whose names end in -latest, for example base9-latest/.',
  });
}

async function findMirrors(root: string): Promise<readonly string[]> {
  const names = await readdir(root);
  return names
    .filter((name) => name.endsWith('-latest') && isPlainName(name))
    .map((name) => name.slice(0, -'-latest'.length));
}
