import { toFileName } from '../../base/text/file-name.ts';
import { didYouMeanHint } from '../../base/text/did-you-mean.ts';
import { nameMatcher } from '../../base/text/match-name.ts';
import { SalternError } from '../../contract/errors.ts';
import type { PackageEntry, SnapshotManifest } from '../../contract/snapshot.ts';
import { loadPolicy } from '../../gate/load-policy.ts';
import { writeRecord, type WrittenRecord } from '../../gate/records/write-record.ts';
import { loadProjectFor, type ProjectOptions } from '../load-project-for.ts';
import { openRoot } from '../open-root.ts';
import type { Services } from '../services.ts';
import { readExpiry, readName, readReason, type RecordOptions } from './record-words.ts';
import { recordsFolder } from './records-folder.ts';

export interface HoldOptions extends ProjectOptions, RecordOptions {
  /** The newest `[epoch:]version[-release]` that is let through. Default: none at all. */
  readonly most?: string;
  /** Members that it is for. Default: all. */
  readonly member?: readonly string[];
  readonly expires?: string;
}

/**
 * Writes a hold: packages of that name (a glob) newer than `most` do not get through the gate until it ends. Throws `USAGE`
 * where the newest snapshot has no such package, so that a misspelt name does not hold nothing.
 */
export async function writeHold(services: Services, wanted: string, options: HoldOptions): Promise<WrittenRecord> {
  const what = 'A hold';
  const reason = readReason(options.reason, what);
  const now = services.now();
  const expires = readExpiry(options.expires, { what, now });
  const { most, member } = options;
  if (most !== undefined) refuseVersion(most, wanted);
  const project = await loadProjectFor(services, { ...options, isLocalRead: false });
  const policy = await loadPolicy(project.gateFile, services.cwd);
  const root = await openRoot(services, project);
  const found = findWanted(wanted, { manifest: await root.read(project.snapshot ?? 'latest'), only: member });
  if (most !== undefined) refuseOtherEpoch(most, found);
  return await writeRecord({
    kind: 'hold',
    folder: recordsFolder(project, policy),
    cwd: services.cwd,
    name: readName(options.name ?? toFileName(wanted.replaceAll(/[*?]+/g, '_'))),
    written: {
      package: wanted,
      ...(most === undefined ? {} : { most }),
      ...(member === undefined ? {} : { members: [...member] }),
      reason,
      author: services.user,
      created: new Date(now).toISOString(),
      expires,
    },
  });
}

function refuseVersion(most: string, wanted: string): void {
  if (/^(?:\d+:)?[^\s:-]+(?:-[^\s:-]+)?$/.test(most) && !most.startsWith(`${wanted}-`)) return;
  throw new SalternError('USAGE', `'--most ${most}' is no version`, {
    hint: 'Write [epoch:]version[-release] without the name, such as --most 4.5-1.el9 or --most 4.5.',
  });
}

/** A missing epoch is 0: then whatever has one is newer, and none of it would be let through. */
function refuseOtherEpoch(most: string, found: readonly PackageEntry[]): void {
  const [{ name, epoch } = { name: '', epoch: 0 }] = found;
  if (most.includes(':') || !found.every((one) => one.epoch > 0)) return;
  throw new SalternError('USAGE', `'--most ${most}' would let no '${name}' through: all that there is has an epoch`, {
    hint: `Write it as rpm compares it: --most ${epoch}:${most}.`,
  });
}

/** The packages that it is about; at least one. */
function findWanted(
  wanted: string,
  { manifest, only }: { readonly manifest: SnapshotManifest; readonly only: readonly string[] | undefined },
): readonly PackageEntry[] {
  const known = manifest.members.map(({ name }) => name);
  const stray = only?.find((name) => !known.includes(name));
  if (stray !== undefined) {
    throw new SalternError('USAGE', `The snapshot '${manifest.id}' has no member '${stray}'`, {
      hint: didYouMeanHint(stray, known, `Members: ${known.join(', ')}.`),
    });
  }
  const members = manifest.members.filter(({ name }) => only?.includes(name) ?? true);
  const packages = members.flatMap((one) => one.packages);
  const matches = nameMatcher(wanted);
  const found = packages.filter(({ name }) => matches(name));
  if (found.length > 0) return found;
  const names = new Set(packages.map(({ name }) => name));
  throw new SalternError(
    'USAGE',
    `The snapshot '${manifest.id}' has no package '${wanted}': there is nothing to hold`,
    {
      hint: didYouMeanHint(wanted, [...names], '`saltern snapshot show` says what it holds.'),
    },
  );
}
