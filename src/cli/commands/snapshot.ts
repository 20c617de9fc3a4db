import { compareSnapshots, describeSnapshot, listSnapshots } from '../../app/describe-snapshots.ts';
import type { ProjectOptions } from '../../app/load-project-for.ts';
import { takeSnapshot } from '../../app/take-snapshot.ts';
import { SalternError } from '../../contract/errors.ts';
import type { SnapshotManifest } from '../../contract/snapshot.ts';
import type { Command } from '../answer.ts';
import { describeChecks } from '../../contract/describe-install-check.ts';
import { describeStale, listStale } from '../../contract/describe-stale.ts';
import { describeReferences } from '../describe-references.ts';
import { renderComparison, renderDiffTable } from '../render-comparison.ts';
import { renderTable } from '../render-table.ts';
import { spareMemory } from '../spare-memory.ts';
import { tellSnapshot } from '../tell-snapshot.ts';
import { tellTroubles } from '../tell-troubles.ts';

/** Takes the mirrors as they stand; says so when nothing changed and makes none. */
export const create: Command<ProjectOptions, [members: readonly string[]]> = async (app, options, members) => {
  spareMemory();
  const { manifest, created, stale, troubles } = await takeSnapshot(app, members, {
    ...options,
    progress: tellSnapshot(app),
  });
  const { id, digest } = manifest;
  const head = created ? 'created' : 'nothing changed since';
  return {
    exitCode: tellTroubles(app, troubles),
    data: { created, id, digest, members: countPackages(manifest), stale },
    lines: [`${head} ${id}  ${describeMembers(manifest)}  ${digest.slice(0, 19)}…`, ...stale.map(describeStale)],
  };
};

/** Every snapshot, and the channels that point to it. */
export const list: Command<ProjectOptions> = async (app, options) => {
  const { title, snapshots, channels } = await listSnapshots(app, options);
  const rows = snapshots.map(({ id, digest, members }) => ({
    id,
    digest,
    packages: members.reduce((sum, member) => sum + member.packages, 0),
    channels: Object.keys(channels).filter((name) => channels[name] === id),
    stale: members.filter((member) => member.stale !== undefined).map(({ name }) => name),
  }));
  const cells = rows.map((row) => [
    row.id,
    String(row.packages),
    row.channels.join(', '),
    row.digest.slice(0, 19),
    row.stale.join(', '),
  ]);
  const nothing = [`no snapshot in '${title}' yet; take one with \`saltern snapshot create\``];
  const table = renderTable(['SNAPSHOT', 'PACKAGES', 'CHANNEL', 'DIGEST', 'STALE'], cells);
  return { exitCode: 0, data: rows, lines: rows.length === 0 ? nothing : table };
};

/** What a snapshot (id, latest or a channel's name; default: as in the environment, else latest) holds, and what changed from `stable` to it. */
export const show: Command<ProjectOptions, [reference?: string]> = async (app, options, reference) => {
  const { manifest, channels, references, diff } = await describeSnapshot(app, reference, options);
  const others = describeReferences(references, manifest.id);
  const here = Object.keys(channels).filter((name) => channels[name] === manifest.id);
  return {
    exitCode: 0,
    data: {
      manifest,
      channels,
      changes: diff?.changes ?? [],
      content: diff?.content ?? [],
      onlyMetadata: diff?.onlyMetadata ?? [],
    },
    lines: [
      `${manifest.id}  ${describeMembers(manifest)}`,
      manifest.digest,
      ...describeOrigin(manifest),
      ...listStale(manifest.members).map(describeStale),
      ...(here.length > 0 ? [`channel  ${here.join(', ')}`] : []),
      ...(others === '' ? [] : [`referred to by  ${others}`]),
      ...(diff ? ['', `changed since stable (${diff.from.id})`, ...renderDiffTable(diff)] : []),
    ],
  };
};

function describeOrigin({ derivedFrom }: Pick<SnapshotManifest, 'derivedFrom'>): readonly string[] {
  if (derivedFrom === undefined) return [];
  const checks = describeChecks(derivedFrom);
  return [`derived from  ${derivedFrom.id}`, ...(checks === '' ? [] : [checks])];
}

interface DiffOptions extends ProjectOptions {
  readonly markdown?: boolean;
  readonly bySource?: boolean;
  readonly changelog?: boolean;
}

/** What differs between two snapshots: packages, or the sources that they are built from; modules, keys …; and what changelogs say. */
export const diff: Command<DiffOptions, [from: string, to?: string]> = async (app, options, from, to) => {
  const { json = false, markdown = false } = options;
  if (json && markdown) throw new SalternError('USAGE', "'--json' and '--markdown' cannot go together");
  const compared = await compareSnapshots(app, [from, to], options);
  return {
    exitCode: 0,
    data: {
      ...compared.diff,
      ...(options.bySource === true ? { sources: compared.sources } : {}),
      ...(compared.news === undefined ? {} : { changelog: compared.news }),
    },
    lines: renderComparison(compared, { isMarkdown: markdown, isBySource: options.bySource === true }),
  };
};

function countPackages({ members }: SnapshotManifest): Readonly<Record<string, number>> {
  return Object.fromEntries(members.map((member) => [member.name, member.packages.length]));
}

function describeMembers(manifest: SnapshotManifest): string {
  return Object.entries(countPackages(manifest))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
