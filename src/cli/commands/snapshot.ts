import { SalternError } from '../../contract/errors.ts';
import type { SnapshotDiff, SnapshotManifest } from '../../contract/snapshot.ts';
import { createSnapshot } from '../../snapshot/create-snapshot.ts';
import { diffSnapshots } from '../../snapshot/diff-snapshots.ts';
import { openSource } from '../../snapshot/sources/index.ts';
import type { App, ExitCode } from '../app.ts';
import { openRoot } from '../choose-snapshot.ts';
import { describeReferences, findReferences } from '../find-references.ts';
import { loadProjectFor, type FleetOptions } from '../load-fleet.ts';
import { renderTable } from '../render-table.ts';
import { tellSnapshot } from '../tell-snapshot.ts';

/** Takes the mirrors as they stand; says so when nothing changed and makes none. */
export async function createOne(app: App, options: FleetOptions, members: readonly string[]): Promise<ExitCode> {
  const root = requireRoot((await loadProjectFor(app, options)).snapshots?.root);
  const source = await openSource('mirror', { directory: root });
  const { manifest, created } = await createSnapshot({
    root,
    source,
    ...(members.length > 0 ? { members } : {}),
    now: new Date(app.now()),
    signal: app.signal,
    progress: tellSnapshot(app),
  });
  const { id, digest } = manifest;
  if (options.json)
    app.write(`${JSON.stringify({ created, id, digest, members: countPackages(manifest) }, null, 2)}\n`);
  else
    app.write(
      `${created ? 'created' : 'nothing changed since'} ${id}  ${describeMembers(manifest)}  ${digest.slice(0, 19)}…\n`,
    );
  return 0;
}

export async function listAll(app: App, options: FleetOptions): Promise<ExitCode> {
  const root = requireRoot(openRoot(app, await loadProjectFor(app, options)));
  const [snapshots, channels] = await Promise.all([root.list(), root.channels()]);
  const rows = snapshots.map(({ id, digest, members }) => ({
    id,
    digest,
    packages: members.reduce((sum, member) => sum + member.packages, 0),
    channels: Object.keys(channels).filter((name) => channels[name] === id),
  }));
  if (options.json) app.write(`${JSON.stringify(rows, null, 2)}\n`);
  else if (rows.length === 0) {
    app.write(`no snapshot in '${root.title}' yet; take one with saltern snapshot create\n`);
  } else {
    const cells = rows.map((row) => [row.id, String(row.packages), row.channels.join(', '), row.digest.slice(0, 19)]);
    app.write(renderTable(['SNAPSHOT', 'PACKAGES', 'CHANNEL', 'DIGEST'], cells));
  }
  return 0;
}

/** What a snapshot (id, latest or a channel's name) holds, and what changed from `stable` to it. */
export async function showOne(app: App, options: FleetOptions, reference = 'latest'): Promise<ExitCode> {
  const project = await loadProjectFor(app, options);
  const root = requireRoot(openRoot(app, project));
  const [manifest, channels] = await Promise.all([root.read(reference), root.channels()]);
  const stable = channels['stable'];
  const diff =
    stable === undefined || stable === manifest.id ? undefined : diffSnapshots(await root.read(stable), manifest);
  if (options.json) {
    app.write(`${JSON.stringify({ manifest, channels, changes: diff?.changes ?? [] }, null, 2)}\n`);
    return 0;
  }
  app.write(`${manifest.id}  ${describeMembers(manifest)}\n${manifest.digest}\n`);
  const here = Object.keys(channels).filter((name) => channels[name] === manifest.id);
  if (here.length > 0) app.write(`channel  ${here.join(', ')}\n`);
  const others = describeReferences(await findReferences(project, root), manifest.id);
  if (others !== '') app.write(`referred to by  ${others}\n`);
  if (diff) app.write(describeChanges(diff));
  return 0;
}

function requireRoot<T>(root: T | undefined): T {
  if (root !== undefined) return root;
  throw new SalternError('SNAPSHOT_SOURCE', 'The project names no snapshot root', {
    hint: "Add 'snapshots: { root: /srv/mirror, repositories: … }' to saltern.yml.",
  });
}

function countPackages({ members }: SnapshotManifest): Readonly<Record<string, number>> {
  return Object.fromEntries(members.map((member) => [member.name, member.packages.length]));
}

function describeMembers(manifest: SnapshotManifest): string {
  return Object.entries(countPackages(manifest))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function describeChanges({ from, changes }: SnapshotDiff): string {
  const rows = changes.map((change) => [
    change.member,
    change.kind,
    change.name,
    'from' in change ? change.from : '',
    'to' in change ? change.to : '',
  ]);
  return `\nchanged since stable (${from.id})\n${renderTable(['MEMBER', 'CHANGE', 'PACKAGE', 'FROM', 'TO'], rows)}`;
}
