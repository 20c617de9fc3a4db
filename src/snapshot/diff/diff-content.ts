import { CONTENT_KINDS, type ContentItem, type MemberManifest } from '../../contract/snapshot.ts';
import type { ContentChange } from '../../contract/snapshot-diff.ts';
import { signingKindOf } from '../member/signing-kind.ts';

/** What a repository offers beside packages that came, went or changed, by kind, then name. Pure. */
export function diffContent(
  member: string,
  before: MemberManifest | undefined,
  after: MemberManifest | undefined,
): readonly ContentChange[] {
  const [old, now] = [listItems(before), listItems(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  const changes = keys.flatMap((key): readonly ContentChange[] => {
    const [from, to] = [old.get(key), now.get(key)];
    const item = to ?? from;
    if (item === undefined || from?.digest === to?.digest) return [];
    const change = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
    return [{ member, kind: item.kind, name: item.name, change }];
  });
  return changes.sort(
    (a, b) => CONTENT_KINDS.indexOf(a.kind) - CONTENT_KINDS.indexOf(b.kind) || (a.name < b.name ? -1 : 1),
  );
}

/** Everything beside packages, by kind and name. */
function listItems(member: MemberManifest | undefined): ReadonlyMap<string, ContentItem> {
  const signing = (member?.others ?? []).flatMap(({ path, sha256 }): readonly ContentItem[] => {
    const kind = signingKindOf(path);
    return kind === undefined ? [] : [{ kind, name: path, digest: `sha256:${sha256}` }];
  });
  return new Map([...(member?.items ?? []), ...signing].map((item) => [`${item.kind} ${item.name}`, item]));
}
