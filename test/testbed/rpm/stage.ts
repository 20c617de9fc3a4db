import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../host/command.ts';
import type { DebianPackage } from './debian-package.ts';
import type { Recipe } from './recipe.ts';
import type { BrokenKind } from './variation.ts';

/** What no RPM of ours takes from Debian: its own init scripts and hooks, its units, texts and headers. */
const neverPacked = [
  /^\/etc\/(init\.d|apparmor\.d|runit|sv|ufw|dhcp|network|ppp|insserv\.conf\.d|resolvconf|default|logcheck|supercat)\//,
  /^\/usr\/share\/(doc|man|locale|lintian|bug|apport|runit|info|initramfs-tools|doc-base)\//,
  /^\/usr\/(include\/|lib\/(systemd|networkd-dispatcher|NetworkManager|sysusers\.d|tmpfiles\.d)\/)/,
  /^\/var\/|\.la$|\/\.placeholder$/,
];

/** Lays out under `tree` what an RPM will hold, and returns the paths of its files and links. */
export async function stage(options: {
  tree: string;
  recipe: Recipe;
  debs: ReadonlyMap<string, DebianPackage>;
  overlays: readonly string[];
  broken: BrokenKind | undefined;
}): Promise<readonly string[]> {
  const { tree, recipe, debs, overlays, broken } = options;
  await mkdir(tree, { recursive: true });
  for (const source of recipe.debs) {
    const deb = debs.get(source.package);
    if (deb === undefined) continue;
    const part = `${tree}.part`;
    await run(['dpkg-deb', '-x', deb.path, part]);
    await mergeUsr(part);
    const isWanted = (path: string): boolean =>
      !neverPacked.some((pattern) => pattern.test(path)) &&
      (source.only?.test(path) ?? true) &&
      !(source.except?.test(path) ?? false) &&
      !(recipe.drop?.test(path) ?? false);
    for (const path of (await listFiles(part)).filter(isWanted)) {
      const target = join(tree, recipe.move?.[path] ?? path);
      await mkdir(dirname(target), { recursive: true });
      await rename(join(part, path), target);
    }
    await rm(part, { recursive: true, force: true });
  }
  for (const overlay of overlays) await lay(overlay, tree);
  for (const [path, target] of Object.entries(recipe.links ?? {})) await symlink(target, join(tree, path));
  if (broken !== undefined) await breakTree(tree, broken);
  return listFiles(tree);
}

/** Files of ours get one of two modes, whatever git and the umask of a checkout made of them; recipes say the rest. */
async function lay(overlay: string, tree: string): Promise<void> {
  await cp(overlay, tree, { recursive: true }).catch(ignoreMissing);
  for (const path of await listFiles(overlay).catch(() => [])) {
    const { mode } = await lstat(join(tree, path));
    await chmod(join(tree, path), mode & 0o100 ? 0o755 : 0o644);
  }
}

/** Debian's packages for bullseye and bookworm still name /bin, /sbin and /lib, which are links in the images. */
async function mergeUsr(tree: string): Promise<void> {
  for (const name of ['bin', 'sbin', 'lib']) {
    const from = join(tree, name);
    await cp(from, join(tree, 'usr', name), { recursive: true, verbatimSymlinks: true }).catch(ignoreMissing);
    await rm(from, { recursive: true, force: true });
  }
}

async function listFiles(tree: string): Promise<readonly string[]> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(tree.length)).toSorted();
}

async function breakTree(tree: string, kind: BrokenKind): Promise<void> {
  if (kind === 'exits') {
    const daemon = join(tree, 'usr/sbin/chronyd');
    await writeFile(daemon, '#!/bin/sh\necho "Fatal error : Could not initialise the clock driver" >&2\nexit 1\n');
    await chmod(daemon, 0o755);
  }
  if (kind === 'config') {
    const file = join(tree, 'etc/ssh/sshd_config');
    const text = await readFile(file, 'utf8');
    const changed = text.replace('#Port 22', 'Port 2222').replace(/^#PermitRootLogin .*$/m, 'PermitRootLogin yes');
    await writeFile(file, changed, { mode: (await lstat(file)).mode });
  }
  if (kind === 'port') {
    const unit = join(tree, 'usr/lib/systemd/system/node_exporter.service');
    const text = await readFile(unit, 'utf8');
    await writeFile(unit, text.replace('/usr/bin/node_exporter', '$& --web.listen-address=:9101'));
  }
  // 'dependency' changes no file: the RPM forgets to require its libraries.
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
