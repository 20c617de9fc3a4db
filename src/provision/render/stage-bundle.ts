import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleEntry } from '../bundle/bundle-entry.ts';
import { GUEST_ROOT } from '../guest-paths.ts';

/** Writes what an instance would get into an empty folder of this machine, its configuration made for that folder. */
export async function stageBundle(entries: ReadonlyMap<string, BundleEntry>, folder: string): Promise<void> {
  // Sorted: a folder comes before what it holds.
  for (const [name, entry] of entries) await stage(entry, join(folder, name), folder);
}

async function stage(entry: BundleEntry, path: string, folder: string): Promise<void> {
  switch (entry.kind) {
    case 'directory':
      await mkdir(path, { recursive: true });
      return;
    case 'link':
      return await symlink(entry.target, path);
    case 'file':
      if ('host' in entry.from) return await copyFile(entry.from.host, path);
      return await writeFile(path, inFolder(entry, folder, entry.from.text));
    default:
      return entry satisfies never;
  }
}

function inFolder({ path }: BundleEntry, folder: string, text: string): string {
  return path === 'etc/minion' ? text.replaceAll(GUEST_ROOT, folder) : text;
}
