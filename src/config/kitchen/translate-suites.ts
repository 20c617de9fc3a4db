import { asMap, asText, asTexts, type Path } from '../../base/json/json-value.ts';
import type { Json, JsonObject } from '../../base/json/json.ts';
import { choosePlatforms } from './choose-platforms.ts';
import type { Ledger } from './ledger.ts';
import { takeMerged } from './take-merged.ts';
import { takeDependencies } from './translate-dependencies.ts';
import { translateDriver } from './translate-driver.ts';
import { takeHooks } from './translate-hooks.ts';
import { translatePillar } from './translate-pillar.ts';
import type { TranslatedPlatforms } from './translate-platforms.ts';

export interface TranslatedSuite {
  readonly name: string;
  readonly suite: JsonObject;
  readonly depends: readonly (readonly [name: string, JsonObject])[];
}

/** Where a suite of kitchen.yml stands, and what is around it. */
export interface SuiteContext {
  readonly ledger: Ledger;
  /** Folder of kitchen.yml. */
  readonly root: string;
  readonly platforms: TranslatedPlatforms;
  /** What a suite applies that names no states; undefined: what the project file's default is. */
  readonly states: readonly string[] | undefined;
}

/** The suite at an index of kitchen.yml; undefined where no platform is left for it. */
export async function translateSuite(index: number, context: SuiteContext): Promise<TranslatedSuite | undefined> {
  const { ledger, root, platforms } = context;
  const path = ['suites', index];
  const levels: readonly Path[] = [['provisioner'], [...path, 'provisioner']];
  const name = (asText(ledger.take(...path, 'name')) ?? 'default').replaceAll(/[^A-Za-z0-9_.-]+/g, '-');
  const includes = choosePlatforms(ledger, path, platforms);
  if (includes?.length === 0) {
    ledger.leave(path, 'none of its platforms is taken');
    return undefined;
  }
  const docker = { ...translateDriver(ledger, [...path, 'driver']), ...suiteImage(ledger, path) };
  const hooks = takeHooks(ledger, path);
  const grains = asMap(takeMerged(ledger, levels, 'grains'));
  const minion = takeMinion(ledger, levels);
  const suite = {
    ...takeStates(ledger, levels, context.states),
    ...(await translatePillar(ledger, levels, root)),
    ...(Object.keys(grains).length > 0 ? { grains } : {}),
    ...(Object.keys(minion).length > 0 ? { minion } : {}),
    ...(includes === undefined ? {} : { includes: [...includes] }),
    ...(hooks.length > 0 ? { hooks: [...hooks] } : {}),
    ...(Object.keys(docker).length > 0 ? { docker } : {}),
  };
  return { name, suite, depends: await takeDependencies(ledger, levels, root) };
}

/** States where the top file has them for every machine, else the top file itself. */
function takeStates(ledger: Ledger, levels: readonly Path[], otherwise: readonly string[] | undefined): JsonObject {
  const top = asMap(takeMerged(ledger, levels, 'state_top'));
  const [environment, ...others] = Object.entries(top);
  if (environment === undefined) return otherwise === undefined ? {} : { states: [...otherwise] };
  const targets = asMap(environment[1]);
  const forAll = asTexts(targets['*']);
  const isPlain = others.length === 0 && environment[0] === 'base' && Object.keys(targets).length === 1;
  const areNames = Array.isArray(targets['*']) && forAll.length === targets['*'].length && forAll.length > 0;
  return isPlain && areNames ? { states: [...forAll] } : { top };
}

/** What goes into the minion's configuration. */
function takeMinion(ledger: Ledger, levels: readonly Path[]): JsonObject {
  const more = asMap(takeMerged(ledger, levels, 'salt_minion_extra_config'));
  const id = asText(takeMerged(ledger, levels, 'salt_minion_id'));
  const environments = (['salt_env', 'pillar_env'] as const).flatMap((word) => {
    const value = takeMerged(ledger, levels, word);
    const ours = word === 'salt_env' ? 'saltenv' : 'pillarenv';
    return value === undefined || value === 'base'
      ? []
      : ([[ours, value]] as const satisfies readonly (readonly [string, Json])[]);
  });
  return { ...Object.fromEntries(environments), ...more, ...(id === undefined ? {} : { id }) };
}

function suiteImage(ledger: Ledger, path: Path): JsonObject {
  const image = asText(ledger.take(...path, 'driver', 'image'));
  return image === undefined ? {} : { image };
}
