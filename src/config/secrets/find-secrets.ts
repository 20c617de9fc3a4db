import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { Problem } from '../../base/place/place.ts';
import { isPostgresUrl, passwordsOf } from '../../base/postgres/hide-password.ts';
import { LEAST_SECRET } from '../../base/secret/hidden-forms.ts';
import { nameMatcher } from '../../base/text/match-name.ts';
import { placeIn } from '../files/places.ts';
import type { Layer } from '../layer.ts';
import type { ProjectInstance } from '../project.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { guessValues } from './guess-values.ts';
import { listPillarFiles } from './list-pillar-files.ts';
import { namedVariables, valueOf, type Environment } from './named-variables.ts';
import { pillarLeaves, secretMatcher, viewLeaves, type Leaf } from './pillar-leaves.ts';

/** What the files and the environment know to be secret. */
export interface FoundSecrets {
  readonly values: readonly string[];
  /** What is named as secret and cannot be hidden, or is not there; never with a value in it. */
  readonly problems: readonly Problem[];
}

/** A value, and where it is named as secret. */
interface Named {
  readonly value: string;
  readonly what: string;
  readonly by: Layer;
}

/**
 * The secret values that can be known before Salt renders anything: those in the suites themselves, in pillar files that
 * are plain YAML, and of the environment. Costs nothing where nothing is named.
 */
export async function findSecrets(
  settled: Pick<SettledProject, 'instances' | 'files'>,
  environment: Environment,
): Promise<FoundSecrets> {
  const found = await Promise.all(distinct(settled.instances).map((instance) => searchInstance(instance, environment)));
  const named = found.flatMap((one) => one.named);
  const { file, project } = settled.files;
  const ofSettings = namedVariables(project.value).flatMap((name) => valueOf(environment, name) ?? []);
  // Of a database's URL people are told all but the password.
  const ofAll = ofSettings.flatMap((value) => (isPostgresUrl(value) ? passwordsOf(value) : [value]));
  return {
    values: [...new Set([...named.map(({ value }) => value), ...ofAll])],
    problems: [
      ...named
        .filter(({ value }) => value.trim().length < LEAST_SECRET)
        .map(({ what, by }) => tooShort(what, placeIn(file, by))),
      ...missingEverywhere(found).map((by) => noFile(String(by.value), placeIn(file, by))),
    ],
  };
}

interface Searched {
  readonly named: readonly Named[];
  /** Names of files that a file of the pillar has, and those that none has. */
  readonly present: readonly Layer[];
  readonly missing: readonly Layer[];
}

/** What a project says for all suites need not be true of each, but of one. */
function missingEverywhere(found: readonly Searched[]): readonly Layer[] {
  const present = new Set(found.flatMap((one) => one.present).map((by) => by.origin()));
  return found.flatMap(({ missing }) => missing).filter((by) => !present.has(by.origin()));
}

/** One of those with the same pillar and the same secrets: a suite is the same on each platform. */
function distinct(instances: readonly ProjectInstance[]): readonly ProjectInstance[] {
  const byContent = instances
    .filter(namesSome)
    .map((one) => [JSON.stringify([one.pillar, one.secrets, one.formula, one.suite]), one] as const);
  return [...new Map(byContent).values()];
}

function namesSome({ secrets }: ProjectInstance): boolean {
  return secrets !== undefined && Object.values(secrets).flat().length > 0;
}

async function searchInstance({ pillar, settings }: ProjectInstance, environment: Environment): Promise<Searched> {
  const [keys, files, variables] = [
    namedUnder(settings['secrets.pillar']),
    namedUnder(settings['secrets.files']),
    namedUnder(settings['secrets.environment']),
  ];
  const ofVariables = variables.flatMap((by): readonly Named[] => {
    const name = String(by.value);
    const value = valueOf(environment, name);
    return value === undefined ? [] : [{ value, what: `the variable '${name}'`, by }];
  });
  if (keys.length === 0 && files.length === 0) return { named: ofVariables, present: [], missing: [] };
  const there = await listPillarFiles(pillar);
  const isThere = ({ value }: Layer): boolean => [...there.keys()].some(nameMatcher(String(value)));
  const ofFiles = await Promise.all([...there].map(([name, path]) => searchFile(name, path, { keys, files })));
  const ofSuite = ofKeys(viewLeaves(pillar.inline.view), keys);
  return {
    named: [...ofVariables, ...ofSuite, ...ofFiles.flat()],
    present: files.filter(isThere),
    missing: files.filter((by) => !isThere(by)),
  };
}

function namedUnder(setting: Layer | readonly Layer[] | undefined): readonly Layer[] {
  return setting === undefined || 'origin' in setting ? [] : setting;
}

/** What cannot be read is for others to complain about: there is nothing in it that could be shown. */
async function searchFile(
  name: string,
  path: string,
  { keys, files }: { readonly keys: readonly Layer[]; readonly files: readonly Layer[] },
): Promise<readonly Named[]> {
  const by = files.find(({ value }) => nameMatcher(String(value))(name));
  if (by === undefined && keys.length === 0) return [];
  const text = await readText(path, MOST_BYTES.content).catch(() => '');
  const leaves = pillarLeaves(text);
  if (by === undefined) return ofKeys(leaves ?? [], keys);
  if (leaves === undefined || /\{[{%]/u.test(text)) {
    return guessValues(text)
      .filter((value) => value.length >= LEAST_SECRET)
      .map((value) => ({ value, what: `a value in '${name}'`, by }));
  }
  return leaves.flatMap((leaf) => nameLeaf(leaf, by, ` of '${name}'`));
}

function ofKeys(leaves: readonly Leaf[], keys: readonly Layer[]): readonly Named[] {
  return keys.flatMap((by) => {
    const fits = secretMatcher(String(by.value));
    return leaves.filter(({ path }) => fits(path)).flatMap((leaf) => nameLeaf(leaf, by));
  });
}

function nameLeaf({ path, texts }: Leaf, by: Layer, where = ''): readonly Named[] {
  const what = `the value of '${path.join(':')}'${where}`;
  return texts.map((value) => ({ value, what, by }));
}

type At = ReturnType<typeof placeIn>;

function tooShort(what: string, place: At): Problem {
  return {
    ...place,
    message: `${what} is too short to be hidden: with fewer than ${LEAST_SECRET} characters it is a part of too many words; make it longer, or do not name it`,
  };
}

function noFile(name: string, place: At): Problem {
  return { ...place, message: `no file of the pillar is named '${name}'` };
}
