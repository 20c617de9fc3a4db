import { hash } from 'node:crypto';
import { join, relative } from 'node:path';
import { asText } from '../../base/json/json-value.ts';
import { kindOf } from '../../base/files/kind-of.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import type { InstancePlan, TreeSource } from '../../contract/plan.ts';
import type { BundleEntry, BundleFile } from './bundle-entry.ts';
import { writeDataSls } from './data-text.ts';
import { minionConfig, MODULE_FOLDERS } from './minion-config.ts';
import { INLINE_SLS, planPillarTop, USER_TOP_SLS } from './plan-pillar.ts';
import { hashHostFile } from './hash-files.ts';
import { scanTree } from './scan-tree.ts';
import { cannotRead } from './tree-trouble.ts';

/** Below the guest's root. */
export const FILE_ROOT = 'srv/salt';
export const PILLAR_ROOT = 'srv/pillar';
/** A way to look at a folder of this machine. */
export type Scan = typeof scanTree;

const MODULES = Object.keys(MODULE_FOLDERS);

/**
 * Everything an instance gets, by guest path; sorted, so a folder comes before what it holds. `scan`: another way to look
 * at a folder of this machine.
 */
export async function collectBundle(
  plan: InstancePlan,
  scan: Scan = scanTree,
): Promise<ReadonlyMap<string, BundleEntry>> {
  const parts = await Promise.all([collectTrees(plan.trees, scan), collectPillar(plan, scan)]);
  const entries = new Map<string, BundleEntry>();
  for (const entry of parts.flat()) entries.set(entry.path, entry);
  const moduleFolders = MODULES.filter((name) => entries.has(`${FILE_ROOT}/${name}`));
  for (const entry of collectMade(plan, moduleFolders)) entries.set(entry.path, entry);
  return new Map([...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What formulas bring, below the file root. The formula is named first and wins where a dependency brings a module of the same name. */
export async function collectTrees(trees: readonly TreeSource[], scan: Scan): Promise<readonly BundleEntry[]> {
  const scans = await Promise.all(trees.toReversed().map((tree) => collectTree(tree, scan)));
  return [{ kind: 'directory', path: 'srv' }, { kind: 'directory', path: FILE_ROOT }, ...scans.flat()];
}

async function collectTree(
  { name, path, root, isFileRoot = false, ...left }: TreeSource,
  scan: Scan,
): Promise<readonly BundleEntry[]> {
  if (isFileRoot) return await scan({ from: path, to: FILE_ROOT, within: root, ...left });
  const within = isBelow(path, root) ? root : path;
  const modules = await listModules(root);
  const scans = await Promise.all([
    ...modules.map((kind) => scan({ from: join(root, kind), to: `${FILE_ROOT}/${kind}`, within: root, ...left })),
    scan({ from: path, to: `${FILE_ROOT}/${name}`, within, ...left }),
  ]);
  return scans.flat();
}

function isBelow(path: string, folder: string): boolean {
  return !relative(folder, path).startsWith('..');
}

/** Those folders of modules that there are. One that cannot be looked at counts: scanning says what is wrong with it. */
async function listModules(root: string): Promise<readonly string[]> {
  const names = await readFolder(root).catch((cause: unknown) => {
    throw cannotRead('folder', root, cause);
  });
  const found = MODULES.filter((name) => names.includes(name));
  const kinds = await Promise.all(found.map((name) => kindOf(join(root, name))));
  return found.filter((_, index) => kinds[index] !== 'file' && kinds[index] !== 'other');
}

async function collectPillar({ pillar, minion }: InstancePlan, scan: Scan): Promise<readonly BundleEntry[]> {
  const [directories, files] = await Promise.all([collectPillarDirectories(pillar, scan), collectPillarFiles(pillar)]);
  const inDirectories = directories.flatMap((entry) => (entry.kind === 'file' ? [below(entry.path)] : []));
  const top = planPillarTop(pillar, [...new Set(inDirectories)], pillarEnvironment(minion));
  return [
    { kind: 'directory', path: PILLAR_ROOT },
    ...[...directories.map(forRoot), ...files].map(setTopAside),
    ...(top.user === undefined ? [] : [makeFile(`${PILLAR_ROOT}/${USER_TOP_SLS}.sls`, top.user)]),
    makeFile(`${PILLAR_ROOT}/top.sls`, top.text),
    ...(top.inline === undefined ? [] : [forRoot(makeFile(`${PILLAR_ROOT}/${INLINE_SLS}.sls`, top.inline))]),
  ];
}

/** What folders of a pillar hold, as it lies there, below the pillar root; of two with one path the last counts. */
export async function collectPillarDirectories(
  { directories }: InstancePlan['pillar'],
  scan: Scan = scanTree,
): Promise<readonly BundleEntry[]> {
  const scans = directories.map((from) => scan({ from, to: PILLAR_ROOT, within: from, copyLinks: true }));
  return (await Promise.all(scans)).flat();
}

/** Files of a pillar that are named one by one, below the pillar root, with the folders of their names. */
export async function collectPillarFiles({ files }: InstancePlan['pillar']): Promise<readonly BundleEntry[]> {
  return (await Promise.all(Object.entries(files).map(([name, host]) => pillarFile(name, host)))).flat();
}

/** What is in a pillar is for root alone, whatever its file may be on this machine. */
const SECRET_MODE = 0o600;

function forRoot(entry: BundleEntry): BundleEntry {
  return entry.kind === 'file' ? { ...entry, mode: SECRET_MODE } : entry;
}

/** Salt takes pillar of one environment only when it is told so. */
function pillarEnvironment({ view }: InstancePlan['minion']): string | undefined {
  return asText(view['pillarenv']) ?? (view['pillarenv_from_saltenv'] === true ? asText(view['saltenv']) : undefined);
}

function below(path: string): string {
  return path.slice(PILLAR_ROOT.length + 1);
}

async function pillarFile(name: string, host: string): Promise<readonly BundleEntry[]> {
  const folders = name.split('/').slice(0, -1);
  const file: BundleFile = {
    kind: 'file',
    path: `${PILLAR_ROOT}/${name}`,
    from: { host },
    mode: SECRET_MODE,
    sha256: await hashHostFile(host),
  };
  const above = folders.map((_folder, at) => [PILLAR_ROOT, ...folders.slice(0, at + 1)].join('/'));
  return [...above.map((path) => ({ kind: 'directory', path }) as const), file];
}

function setTopAside(entry: BundleEntry): BundleEntry {
  return entry.path === `${PILLAR_ROOT}/top.sls` ? { ...entry, path: `${PILLAR_ROOT}/${USER_TOP_SLS}.sls` } : entry;
}

/** What saltern writes itself. */
function collectMade(plan: InstancePlan, moduleFolders: readonly string[]): readonly BundleEntry[] {
  const top = plan.states.kind === 'top' ? [makeFile(`${FILE_ROOT}/top.sls`, writeDataSls(plan.states.top))] : [];
  return [{ kind: 'directory', path: 'etc' }, makeFile('etc/minion', minionConfig(plan, moduleFolders)), ...top];
}

function makeFile(path: string, text: string): BundleFile {
  return { kind: 'file', path, from: { text }, mode: 0o644, sha256: hash('sha256', text) };
}
