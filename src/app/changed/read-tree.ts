import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import { readTextNow } from '../../base/files/read-now.ts';
import type { TreeSource } from '../../contract/plan.ts';
import { findReferences } from '../../plan/changed/find-references.ts';
import { isAtOrBelow, leaveOut, type FileSet, type LeftOut } from '../../plan/changed/part.ts';
import type { PlacedReference } from '../../plan/changed/reach-trees.ts';
import { LITTER } from '../../provision/bundle/litter.ts';
import { MODULE_FOLDERS } from '../../provision/bundle/minion-config.ts';
import type { RepositoryPaths } from './repository-paths.ts';

/** What a folder that guests get consists of, as git knows it. */
export interface FolderFacts {
  readonly files: readonly FileSet[];
  /** What its files reach by name. */
  readonly references: readonly PlacedReference[];
  /** Folders that are not in the repository. */
  readonly outside: readonly string[];
}

/** More than a template has; what is larger is served as it is. */
const MOST_TEXT = 1024 * 1024;

/** A formula's tree, with the folders of modules beside it. Each file is read once. */
export async function readTree(tree: TreeSource, paths: RepositoryPaths): Promise<FolderFacts> {
  const { name, path, root, isFileRoot = false, ignore = [], exclude = [] } = tree;
  const within = isFileRoot || !relative(root, path).startsWith('..') ? root : path;
  const left = await findLeftOut(within, { ignore, exclude }, paths);
  const modules = isFileRoot ? [] : Object.keys(MODULE_FOLDERS).map((folder) => join(root, folder));
  const facts = await Promise.all([
    readFolder({ path, guest: isFileRoot ? '' : `${name}/`, left }, paths),
    ...modules.map((folder) => readFolder({ path: folder, guest: undefined, left }, paths)),
  ]);
  // A folder of modules that is not there is not outside either.
  return joinFacts(facts, facts[0]?.outside ?? []);
}

/** A folder of a pillar. */
export async function readPillar(path: string, paths: RepositoryPaths): Promise<FolderFacts> {
  const left = await findLeftOut(path, { ignore: [], exclude: [] }, paths);
  return await readFolder({ path, guest: undefined, left }, paths);
}

function joinFacts(facts: readonly FolderFacts[], outside: readonly string[]): FolderFacts {
  return {
    files: facts.flatMap(({ files }) => files),
    references: facts.flatMap(({ references }) => references),
    outside,
  };
}

async function findLeftOut(
  within: string,
  { ignore, exclude }: { readonly ignore: readonly string[]; readonly exclude: readonly string[] },
  paths: RepositoryPaths,
): Promise<LeftOut> {
  const ends = await Promise.all([within, ...exclude].map((path) => paths.placesOf(path)));
  const [top, ...others] = ends.map(({ end }) => end);
  return leaveOut(
    top ?? '',
    [...LITTER, ...ignore],
    others.filter((end) => end !== undefined),
  );
}

interface Folder {
  readonly path: string;
  /** Where its files are in the file root; undefined: Salt renders none of them. */
  readonly guest: string | undefined;
  readonly left: LeftOut;
}

interface Walk {
  readonly folder: Folder;
  readonly paths: RepositoryPaths;
  readonly files: FileSet[];
  readonly references: PlacedReference[];
  readonly visited: Set<string>;
}

async function readFolder(folder: Folder, paths: RepositoryPaths): Promise<FolderFacts> {
  const { files, end } = await paths.placesOf(folder.path);
  const sets = files.map((path): FileSet => (path === end ? { path, left: folder.left } : { path }));
  const walking: Walk = { folder, paths, files: sets, references: [], visited: new Set() };
  await walk(folder.path, folder.guest ?? '', walking);
  const isOutside = end === undefined;
  return { files: walking.files, references: walking.references, outside: isOutside ? [folder.path] : [] };
}

/** Whatever cannot be read is left for those who send it to a guest. */
async function walk(directory: string, guest: string, walking: Walk): Promise<void> {
  const { end } = await walking.paths.placesOf(directory);
  const key = end ?? directory;
  if (walking.visited.has(key)) return;
  walking.visited.add(key);
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const host = join(directory, entry.name);
    if (end !== undefined && isLeftOut(end === '' ? entry.name : `${end}/${entry.name}`, entry.isDirectory(), walking))
      continue;
    const path = `${guest}${entry.name}`;
    const kind = entry.isSymbolicLink() ? await takeLink(host, walking) : entry.isDirectory() ? 'folder' : 'file';
    if (kind === 'folder') await walk(host, `${path}/`, walking);
    else if (kind === 'file' && (entry.isFile() || entry.isSymbolicLink())) readReferences(host, path, walking);
  }
}

function isLeftOut(file: string, isFolder: boolean, { folder: { left } }: Walk): boolean {
  if (left.exclude.some((path) => isAtOrBelow(file, path))) return true;
  const place = isAtOrBelow(file, left.within) ? file.slice(left.within === '' ? 0 : left.within.length + 1) : file;
  return place !== '' && left.ignores(place, isFolder ? 'folder' : 'file');
}

/** What a link leads to is of the tree too, wherever it lies. */
async function takeLink(
  host: string,
  { paths, files, folder }: Walk,
): Promise<'file' | 'folder' | 'other' | undefined> {
  const places = await paths.placesOf(host);
  const kind = await kindOf(host);
  for (const path of places.files)
    files.push(path === places.end && kind === 'folder' ? { path, left: folder.left } : { path });
  return kind;
}

function readReferences(host: string, path: string, { folder, references }: Walk): void {
  if (folder.guest === undefined) return;
  const text = readOrNothing(host);
  if (text === undefined || text.includes('\0')) return;
  for (const reference of findReferences(text)) references.push({ ...reference, file: path });
}

function readOrNothing(host: string): string | undefined {
  try {
    return readTextNow(host, MOST_TEXT);
  } catch {
    return undefined;
  }
}
