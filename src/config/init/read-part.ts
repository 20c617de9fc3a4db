import { basename, join } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import type { JsonObject } from '../../base/json/json.ts';
import { NAME_PATTERN } from '../../base/yaml/schema-words.ts';
import type { LeftOut } from '../kitchen/ledger.ts';
import { readKitchen } from '../kitchen/read-kitchen.ts';
import { translateKitchen, type TranslatedKitchen } from '../kitchen/translate-kitchen.ts';
import { findContent, type Content } from './find-content.ts';
import { suitesOfTop } from './suites-of-top.ts';

/** What a folder with one formula or one state tree is to be tested with. */
export interface Part {
  readonly content: Content;
  /** `formula`, `formula-name`, and what kitchen.yml says for all suites. */
  readonly shared: JsonObject;
  /** As kitchen.yml names them; empty: nothing names any that can be taken. */
  readonly platforms: TranslatedKitchen['platforms'];
  readonly suites: Readonly<Record<string, JsonObject>>;
  /** Whether there is a kitchen.yml, one that cannot be read included. */
  readonly hasKitchen: boolean;
  readonly assumptions: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/** Looks at a folder. Throws `FORMULA_NOT_FOUND` where it holds neither a formula nor a state tree. */
export async function readPart(root: string): Promise<Part> {
  const file = await readKitchen(root);
  const kitchen = file === undefined || 'why' in file ? undefined : await translateKitchen(file, root);
  const broken = file !== undefined && 'why' in file ? [{ what: file.file, place: file.place, why: file.why }] : [];
  const content = await findContent(root, { formula: kitchen?.formula, tree: kitchen?.tree });
  const suites = await writeSuites(root, content, kitchen);
  return {
    content,
    shared: { ...writeFormula(content, basename(root)), ...kitchen?.shared },
    platforms: kitchen?.platforms ?? {},
    suites: suites.value,
    hasKitchen: file !== undefined,
    assumptions: [describeContent(content, root), ...suites.assumptions, ...(kitchen?.assumptions ?? [])],
    leftOut: [...broken, ...(kitchen?.leftOut ?? []), ...suites.leftOut, ...(await findLocal(root))],
  };
}

/** What Test Kitchen lays over kitchen.yml on one machine. */
async function findLocal(root: string): Promise<readonly LeftOut[]> {
  const names = ['kitchen.local.yml', '.kitchen.local.yml'];
  const kinds = await Promise.all(names.map((name) => kindOf(join(root, name))));
  const why = 'it is for one machine: what it changes belongs in saltern.local.yml';
  return names
    .filter((_, index) => kinds[index] !== undefined)
    .map((file) => ({ what: file, place: { file, line: 1, column: 1 }, why }));
}

function writeFormula(content: Content, folder: string): JsonObject {
  if (content.kind === 'tree') {
    // Else it would be called `salt` or `states`, as every other one.
    const isNamed = content.folder !== '.' && NAME_PATTERN.test(folder);
    return { formula: { root: content.folder }, ...(isNamed ? { 'formula-name': folder } : {}) };
  }
  return { formula: '.', ...(content.isGuessed ? {} : { 'formula-name': content.name }) };
}

function describeContent(content: Content, root: string): string {
  if (content.kind === 'formula') return `the formula is '${content.name}', in '${basename(root)}'`;
  return `'${content.folder}' is a whole state tree${content.hasTop ? ', with its own top.sls' : ', without a top.sls'}`;
}

interface Suites {
  readonly value: Part['suites'];
  readonly assumptions: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

async function writeSuites(root: string, content: Content, kitchen: TranslatedKitchen | undefined): Promise<Suites> {
  const names = Object.keys(kitchen?.suites ?? {});
  if (kitchen !== undefined && names.length > 0) {
    return { value: kitchen.suites, assumptions: [`suites ${names.join(', ')}, from kitchen.yml`], leftOut: [] };
  }
  return content.kind === 'tree' ? await treeSuites(root, content) : await formulaSuite(root, content.name);
}

async function formulaSuite(root: string, name: string): Promise<Suites> {
  const hasExample = (await kindOf(join(root, 'pillar.example'))) === 'file';
  const pillar = hasExample ? { 'pillar-files': { [`${name}.sls`]: 'pillar.example' } } : {};
  return {
    value: { default: { states: [name], ...pillar } },
    assumptions: [
      `one suite 'default' that applies '${name}'`,
      hasExample ? "pillar.example is the suite's pillar" : 'no pillar',
    ],
    leftOut: [],
  };
}

/** A suite for each kind of machine that the tree's top file names; without one, for each state. */
async function treeSuites(root: string, content: Content & { readonly kind: 'tree' }): Promise<Suites> {
  const { folder, hasTop, states, pillar } = content;
  const data = pillar === undefined ? {} : { 'pillar-directories': [pillar] };
  const where = pillar === undefined ? 'no pillar' : `the pillar is in '${pillar}'`;
  if (!hasTop) {
    const value = Object.fromEntries(states.map((state) => [state, { states: [state], ...data }]));
    return { value, assumptions: [`a suite for each of its states: ${states.join(', ')}`, where], leftOut: [] };
  }
  const { suites, leftOut } = await suitesOfTop(root, folder);
  const found = Object.entries(suites);
  const value = Object.fromEntries(
    (found.length > 0 ? found : [['default', {}] as const]).map(([name, suite]) => [name, { ...suite, ...data }]),
  );
  const what =
    found.length > 0
      ? `suites ${found.map(([name]) => name).join(', ')}, for the machines that top.sls names`
      : "one suite 'default' that applies what top.sls says for an instance of that name; `minion: { id: … }` makes it another machine";
  return { value, assumptions: [what, where], leftOut };
}
