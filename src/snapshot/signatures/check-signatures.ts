import { join } from 'node:path';
import { matchName } from '../../base/text/match-name.ts';
import type { MemberManifest, SnapshotManifest } from '../../contract/snapshot.ts';
import { REPOMD } from '../../contract/source.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import type { ToolContext } from '../tools/run-tool.ts';
import { checkMetadata } from './check-metadata.ts';
import { checkPackages } from './check-packages.ts';
import type { SignatureFinding } from './finding.ts';
import { readKeys } from './read-keys.ts';

/** Who may have signed a member. */
export interface MemberKeys {
  /** Name or glob of members. */
  readonly member: string;
  /** Absolute paths of public keys. */
  readonly files: readonly string[];
  /** Whether repomd.xml must be signed, beside the packages. */
  readonly isMetadataSigned: boolean;
}

export interface CheckedSignatures {
  readonly findings: readonly SignatureFinding[];
  /** Members that no key is configured for. */
  readonly unchecked: readonly string[];
}

/**
 * What is wrong with signatures in a snapshot, member by member, by gpgv and rpmkeys. Metadata that was written for a derived
 * snapshot cannot be signed, and need not be. `work`: absolute path of a folder for what they keep. Throws
 * `PROGRAM_MISSING`, `SNAPSHOT_SOURCE` for a key that cannot be read, and the signal's reason.
 */
export async function checkSignatures(
  manifest: SnapshotManifest,
  keys: readonly MemberKeys[],
  { root, work, ...context }: ToolContext & { readonly root: string; readonly work: string },
): Promise<CheckedSignatures> {
  const findings: SignatureFinding[] = [];
  const unchecked: string[] = [];
  for (const member of manifest.members) {
    const own =
      keys.find((one) => one.member === member.name) ?? keys.find((one) => matchName(one.member, member.name));
    if (own === undefined) {
      unchecked.push(member.name);
      continue;
    }
    const place = { directory: LAYOUT.member(root, manifest.id, member.name), work: join(work, member.name) };
    const found = await checkMember(member, own, { ...context, ...place });
    const isDerived = manifest.derivedFrom !== undefined;
    findings.push(...found.filter(({ file, trouble }) => !(isDerived && file === REPOMD && trouble === 'unsigned')));
  }
  return { findings, unchecked };
}

interface MemberPlace extends ToolContext {
  readonly directory: string;
  readonly work: string;
}

async function checkMember(
  { name, packages }: MemberManifest,
  { files, isMetadataSigned }: MemberKeys,
  { directory, work, ...context }: MemberPlace,
): Promise<readonly SignatureFinding[]> {
  const keys = await readKeys(files, join(work, 'gpg'), context);
  const metadata = isMetadataSigned ? await checkMetadata(directory, keys, context) : undefined;
  const paths = [...new Set(packages.map(({ location }) => location))];
  const checked = await checkPackages({ directory, files: paths, work: join(work, 'rpm') }, keys, context);
  return [
    ...(metadata === undefined ? [] : [{ member: name, file: REPOMD, ...metadata }]),
    ...[...checked].map(([file, finding]) => ({ member: name, file, ...finding })),
  ];
}
