import { join } from 'node:path';
import type { Project, ProjectInstance, ProjectTree } from '../../config/project.ts';
import type { FormulaFolder } from '../../plan/changed/decide-changed.ts';
import { isAtOrBelow, type Part } from '../../plan/changed/part.ts';
import { describeWay, reachTrees, type PlacedReference } from '../../plan/changed/reach-trees.ts';
import { findNamedParts, partsOf } from './find-named-parts.ts';
import { readPillar, readTree, type FolderFacts } from './read-tree.ts';
import type { RepositoryPaths } from './repository-paths.ts';

/** A project's instances, each with the files that can affect it. */
export interface Survey {
  readonly project: Project;
  readonly paths: RepositoryPaths;
  /** By the name of the instance. */
  readonly parts: ReadonlyMap<string, readonly Part[]>;
  /** Absolute paths of content by instance, of which git has to be asked whether it knows it. */
  readonly content: ReadonlyMap<string, readonly string[]>;
  readonly folders: readonly FormulaFolder[];
  /** Absolute folder that places are relative to. */
  readonly displayedFrom: string;
  /** The top of the repository as it is called here, and in other checkouts of it. */
  readonly tops: readonly string[];
  /** Files of settings, by their absolute path: as git knows them. */
  readonly settings: ReadonlyMap<string, readonly string[]>;
  /** The gate's policy, and folders that saltern itself writes, as git knows them. */
  readonly own: { readonly gate: readonly string[]; readonly results: readonly string[] };
}

/** Looks at everything that a project's instances are made from and tested with, each folder once. */
export async function surveyProject(
  project: Project,
  at: Pick<Survey, 'paths' | 'displayedFrom' | 'tops'>,
): Promise<Survey> {
  const { paths } = at;
  const looking: Looking = { project, paths, trees: new Map(), pillars: new Map() };
  const trees = await readTrees(looking);
  const settings = new Map<string, readonly string[]>();
  for (const path of project.files) settings.set(path, (await paths.placesOf(path)).files);
  const parts = new Map<string, readonly Part[]>();
  const content = new Map<string, readonly string[]>();
  for (const instance of project.instances) {
    parts.set(instance.name, [
      ...treeParts(instance, trees),
      ...(await pillarParts(instance, looking)),
      ...(await findNamedParts(instance, looking)),
    ]);
    content.set(instance.name, listContent(instance));
  }
  const own = {
    gate: (await paths.placesOf(project.gateFile)).files,
    results: await findEnds([project.reportsDirectory, project.site.directory], paths),
  };
  return { ...at, own, project, parts, content, folders: await findFolders(looking), settings };
}

/** The top itself is nobody's. */
async function findEnds(all: readonly string[], paths: RepositoryPaths): Promise<readonly string[]> {
  const places = await Promise.all(all.map((path) => paths.placesOf(path)));
  return places.flatMap(({ end }) => (end === undefined || end === '' ? [] : [end]));
}

interface Looking {
  readonly project: Project;
  readonly paths: RepositoryPaths;
  readonly trees: Map<string, Promise<FolderFacts>>;
  readonly pillars: Map<string, Promise<FolderFacts>>;
}

/** Trees that have one name; two formulas of a project may bring different ones. */
interface NamedTree {
  readonly key: string;
  readonly name: string;
  readonly facts: FolderFacts;
}

async function readTrees({ project, paths }: Looking): Promise<readonly NamedTree[]> {
  const all = new Map(project.instances.flatMap(({ trees }) => trees.map((tree) => [keyOf(tree), tree] as const)));
  const read: NamedTree[] = [];
  for (const [key, { name, tree }] of all) {
    if (tree !== undefined) read.push({ key, name, facts: await readTree(tree, paths) });
  }
  return read;
}

function keyOf({ name, tree, source, left }: ProjectTree): string {
  return JSON.stringify([name, tree?.path, source, left.ignore]);
}

/** Of a formula that is reached without being declared, every tree of its name counts. */
function treeParts({ formula, trees }: ProjectInstance, all: readonly NamedTree[]): readonly Part[] {
  const own = new Set(trees.map(keyOf));
  const declared = trees.map(({ name }) => name).filter((name) => name !== formula);
  const references = new Map<string, PlacedReference[]>();
  for (const { key, name, facts } of all) {
    const isSeen = own.has(key) || !trees.some((tree) => tree.name === name);
    if (isSeen) references.set(name, [...(references.get(name) ?? []), ...facts.references]);
  }
  const ways = reachTrees(formula, declared, references);
  return all.flatMap(({ key, name, facts }): readonly Part[] => {
    const way = ways.get(name);
    const isOwn = name === formula && own.has(key);
    if (!isOwn && (way === undefined || (declared.includes(name) && !own.has(key)))) return [];
    const text = isOwn || way === undefined ? `in the tree of ${formula}` : describeWay(formula, name, way);
    return facts.files.map((files) => ({ kind: isOwn ? 'formula' : 'dependency', files, text }));
  });
}

async function pillarParts({ pillar, suite }: ProjectInstance, { paths, pillars }: Looking): Promise<readonly Part[]> {
  const text = `pillar of the suite ${suite}`;
  const parts: Part[] = [];
  for (const path of pillar.directories) {
    const reading = pillars.get(path) ?? readPillar(path, paths);
    pillars.set(path, reading);
    parts.push(...(await reading).files.map((files): Part => ({ kind: 'pillar', files, text })));
  }
  for (const path of Object.values(pillar.files)) parts.push(...(await partsOf('pillar', path, text, paths)));
  return parts;
}

function listContent({ trees, pillar }: ProjectInstance): readonly string[] {
  const folders = trees.flatMap(({ tree }) => (tree === undefined ? [] : [tree.path]));
  return [...folders, ...pillar.directories, ...Object.values(pillar.files)];
}

/** The folders of formulas, but for those that the project file itself lies in: what is there may be of all of them. */
async function findFolders({ project, paths }: Looking): Promise<readonly FormulaFolder[]> {
  const file = (await paths.placesOf(project.file)).end;
  const found = new Map<string, { formula: string; instances: Set<string> }>();
  for (const { name, trees } of project.instances) {
    for (const tree of trees) {
      const { end } = await paths.placesOf(tree.tree?.root ?? join(paths.top, '..'));
      if (end === undefined || end === '' || (file !== undefined && isAtOrBelow(file, end))) continue;
      const folder = found.get(end) ?? { formula: tree.name, instances: new Set() };
      found.set(end, { ...folder, instances: folder.instances.add(name) });
    }
  }
  return [...found].map(([path, folder]) => ({ path, ...folder }));
}
