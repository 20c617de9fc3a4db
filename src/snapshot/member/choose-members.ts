import { SalternError } from '../../contract/errors.ts';
import type { Source, SourceContext } from '../../contract/source.ts';
import { isPlainName } from '../root/snapshot-layout.ts';

/** Names within a snapshot's folder that are not members. */
const TAKEN: ReadonlySet<string> = new Set(['manifest.json', 'summary.json']);

/** Members of a snapshot in their order: those given, or all that the source offers. Throws `SNAPSHOT_SOURCE`. */
export async function chooseMembers(
  source: Source,
  given: readonly string[] | undefined,
  context: SourceContext,
): Promise<readonly string[]> {
  const members = given ?? (await source.members(context));
  const bad = members.find((member) => !isPlainName(member) || TAKEN.has(member));
  if (bad === undefined) return [...new Set(members)].sort();
  throw new SalternError('SNAPSHOT_SOURCE', `'${bad}' of '${source.title}' cannot be the name of a snapshot's member`, {
    hint: "A name is of letters, digits, '.', '_' and '-', and begins with a letter or a digit: rename it there.",
  });
}
