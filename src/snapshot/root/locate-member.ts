import type { RepositoryUse } from '../../contract/plan.ts';
import { LAYOUT } from './snapshot-layout.ts';

/** How a guest gets at a member of a snapshot: from this disk, or from the web server that serves the root at `url`. */
export function locateMember(
  { root, url }: { readonly root: string; readonly url: string | undefined },
  id: string,
  member: string,
): RepositoryUse['at'] {
  if (url === undefined) return { kind: 'directory', path: LAYOUT.member(root, id, member) };
  return { kind: 'http', url: `${url}/snapshots/${id}/${encodeURIComponent(member)}` };
}
