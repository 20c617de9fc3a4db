import { basename, join, resolve } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import type { JsonObject } from '../../base/json/json.ts';
import { SalternError } from '../../contract/errors.ts';
import { NAME_PATTERN } from '../../base/yaml/schema-words.ts';
import type { LeftOut } from '../kitchen/ledger.ts';
import { readKitchen } from '../kitchen/read-kitchen.ts';
import { translateKitchen, type TranslatedKitchen } from '../kitchen/translate-kitchen.ts';
import { writeYaml } from './write-yaml.ts';
import { findContent, type Content } from './find-content.ts';

export interface NewProject {
  /** Text of a `saltern.yml` for the directory. */
  readonly content: string;
  /** What was assumed, each a part of a sentence. */
  readonly assumptions: readonly string[];
  /** What kitchen.yml says and the project file does not. */
  readonly leftOut: readonly LeftOut[];
}

const HEADER = `# saltern.yml: how this formula is tested. \`saltern doctor\` says whether this machine can, \`saltern test\` does it.
# Checks are in the gossfile format, inline or in files:
#   checks:
#     service: { sshd: { running: true, enabled: true } }
`;

/** Looks at a formula's or a state tree's folder and writes a project file that works there. Throws `FORMULA_NOT_FOUND`. */
export async function initProject(directory: string): Promise<NewProject> {
  const root = resolve(directory);
  if ((await kindOf(root)) !== 'folder')
    throw new SalternError('FORMULA_NOT_FOUND', `There is no folder '${directory}'`);
  const file = await readKitchen(root);
  const kitchen = file === undefined || 'why' in file ? undefined : await translateKitchen(file, root);
  const broken = file !== undefined && 'why' in file ? file : undefined;
  const content = await findContent(root, { formula: kitchen?.formula, tree: kitchen?.tree });
  const suites = await writeSuites(root, content, kitchen);
  const platforms = writePlatforms(kitchen?.platforms ?? {}, file !== undefined);
  const project: JsonObject = {
    ...writeFormula(content, basename(root)),
    ...kitchen?.shared,
    platforms: platforms.value,
    suites: suites.value,
  };
  return {
    content: `${HEADER}${writeYaml(project)}`,
    assumptions: [
      describeContent(content, root),
      ...platforms.assumptions,
      ...suites.assumptions,
      ...(kitchen?.assumptions ?? []),
    ],
    leftOut: [
      ...(broken === undefined ? [] : [{ what: broken.file, place: broken.place, why: broken.why }]),
      ...(kitchen?.leftOut ?? []),
    ],
  };
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

/** A list where saltern knows them all. */
function writePlatforms(platforms: TranslatedKitchen['platforms'], hasKitchen: boolean) {
  const names = Object.keys(platforms);
  if (names.length === 0) {
    const why = hasKitchen ? 'no platform of kitchen.yml can be taken' : 'nothing here names another';
    return { value: ['centos-stream-9'], assumptions: [`platform centos-stream-9, because ${why}`] };
  }
  const areKnown = Object.values(platforms).every((platform) => Object.keys(platform).length === 0);
  return { value: areKnown ? names : platforms, assumptions: [`platforms ${names.join(', ')}, from kitchen.yml`] };
}

async function writeSuites(root: string, content: Content, kitchen: TranslatedKitchen | undefined) {
  const names = Object.keys(kitchen?.suites ?? {});
  if (kitchen !== undefined && names.length > 0) {
    return { value: kitchen.suites, assumptions: [`suites ${names.join(', ')}, from kitchen.yml`] };
  }
  return content.kind === 'tree' ? treeSuites(content) : await formulaSuite(root, content.name);
}

async function formulaSuite(root: string, name: string) {
  const hasExample = (await kindOf(join(root, 'pillar.example'))) === 'file';
  const pillar = hasExample ? { 'pillar-files': { [`${name}.sls`]: 'pillar.example' } } : {};
  return {
    value: { default: { states: [name], ...pillar } },
    assumptions: [
      `one suite 'default' that applies '${name}'`,
      hasExample ? "pillar.example is the suite's pillar" : 'no pillar',
      'no checks yet: add what must be true afterwards',
    ],
  };
}

/** What the tree's top file says; without one, a suite for each state. */
function treeSuites({ hasTop, states, pillar }: Content & { readonly kind: 'tree' }) {
  const data = pillar === undefined ? {} : { 'pillar-directories': [pillar] };
  const value: Record<string, JsonObject> = hasTop
    ? { default: data }
    : Object.fromEntries(states.map((state) => [state, { states: [state], ...data }]));
  const what = hasTop
    ? "one suite 'default' that applies what top.sls says for an instance of that name; `minion: { id: … }` makes it another machine"
    : `a suite for each of its states: ${states.join(', ')}`;
  return {
    value,
    assumptions: [
      what,
      pillar === undefined ? 'no pillar' : `the pillar is in '${pillar}'`,
      'no checks yet: add what must be true afterwards',
    ],
  };
}
