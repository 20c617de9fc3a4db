import { chmod, mkdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type Docker from 'dockerode';
import type { DriverContext } from '../../src/contract/context.ts';
import type { SnapshotUse } from '../../src/contract/plan.ts';

export const SNAPSHOT_ROOT = '/srv/saltern/snapshot';

export interface MountOptions {
  /** Labels of the container that the mounts are for: its volumes carry them, too. */
  readonly labels: Readonly<Record<string, string>>;
  /** See `emptyFolder`. */
  readonly empty: string;
}

/**
 * The snapshot's repositories that are directories of this machine, at `/srv/saltern/snapshot/<name>`, each an overlay
 * without an upper layer. A bind mount that is read-only will not do: root of a guest with SYS_ADMIN, which systemd
 * needs, mounts it again for writing, and writes into the pool. An overlay of lower layers has nothing to write to. The
 * volumes have no name, so that they go with their container. Pure.
 */
export function snapshotMounts(
  snapshot: SnapshotUse | undefined,
  { labels, empty }: MountOptions,
): readonly Docker.MountSettings[] {
  return (snapshot?.repositories ?? []).flatMap(({ name, at }) =>
    at.kind === 'directory' ? [overlayMount(at.path, posix.join(SNAPSHOT_ROOT, name), { labels, empty })] : [],
  );
}

/** The folders of this machine that these mounts lay over one another. Pure. */
export function listOverlaid(snapshot: SnapshotUse | undefined, empty: string): readonly string[] {
  const folders = (snapshot?.repositories ?? []).flatMap(({ at }) => (at.kind === 'directory' ? [at.path] : []));
  return folders.length === 0 ? [] : [...folders, empty];
}

/** Shows a folder of this machine so that nobody can write to it. The engine refuses a folder that is missing. Pure. */
export function overlayMount(folder: string, target: string, { labels, empty }: MountOptions): Docker.MountSettings {
  return {
    Type: 'volume',
    Source: '',
    Target: target,
    VolumeOptions: {
      // What the image has at this place must not be copied in: it could not be.
      NoCopy: true,
      Labels: { ...labels },
      DriverConfig: {
        Name: 'local',
        // Two layers, because the kernel refuses to mount a single one.
        Options: { type: 'overlay', device: 'overlay', o: `ro,lowerdir=${escape(folder)}:${escape(empty)}` },
      },
    },
  };
}

/** A folder with nothing in it, the second layer. Made when missing. */
export async function emptyFolder({ cacheDirectory }: Pick<DriverContext, 'cacheDirectory'>): Promise<string> {
  const folder = join(cacheDirectory, 'docker', 'empty');
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o555);
  return folder;
}

/** Of an overlay's options: a colon begins the next layer, a comma the next option. */
function escape(path: string): string {
  return path.replaceAll(/[\\:,]/g, (sign) => `\\${sign}`);
}
