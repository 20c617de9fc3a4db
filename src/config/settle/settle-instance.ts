import { z } from 'zod';
import type { PillarPlan, VerifyPlan } from '../../contract/model.ts';
import { makeLimits, type TimeLimits } from '../../contract/time-limits.ts';
import { matchName } from '../../base/text/match-name.ts';
import { DEFAULTS } from '../schema/built-in-platforms.ts';
import { asMap, asText, asTextMap, asTexts } from '../../base/json/json-value.ts';
import { at, combine, fixedLayer, layerKeys, listItems, type Layer } from '../files/layer.ts';
import { placeIn, type Loading } from '../files/loading.ts';
import { LIMIT_UNITS, parseDuration } from '../../base/time/parse-duration.ts';
import type { ProjectInstance, ProjectTree, RepositoryChoice } from '../project.ts';
import type { OutsideSettings } from '../files/read-outside.ts';
import type { FormulaSetting } from './settle-formulas.ts';
import type { PlatformSetting } from './settle-platforms.ts';
import { combineSalt, settleSalt } from './settle-salt.ts';
import { settleSteps } from './settle-steps.ts';
import { settleAgain, settleHooks, settleStates } from './settle-suite.ts';

export interface InstanceInput {
  readonly project: Layer;
  readonly formula: FormulaSetting;
  readonly suite: Layer;
  readonly suiteName: string;
  readonly platform: PlatformSetting;
  readonly outside: Pick<OutsideSettings, 'driver' | 'salt'>;
  readonly trees: readonly ProjectTree[];
  readonly verify: readonly VerifyPlan[];
  readonly pillar: PillarPlan;
  readonly driverSchemas: ReadonlyMap<string, z.ZodType>;
}

const DEFAULT_LAYER = fixedLayer(DEFAULTS, 'default');

/** Puts the levels of every setting together for one suite on one platform. */
export function settleInstance(input: InstanceInput, loading: Loading): ProjectInstance {
  const { project, formula, suite, platform } = input;
  const { builtIn, own } = platform;
  const shared = formula.isProject ? [project] : [project, formula.layer];

  const driver = combine([...atEach([DEFAULT_LAYER, project, own], 'driver'), ...input.outside.driver]);
  const driverName = String(driver.value);
  const generic = ['image', 'memory', 'cpus'].filter((word) => hasKey(input.driverSchemas.get(driverName), word));
  const config = combine([
    at(project, driverName),
    pick(builtIn, generic),
    at(builtIn, driverName),
    pick(own, generic),
    ...atEach([own, ...shared.slice(1), suite], driverName),
  ]);
  const salt = combineSalt([...atEach([DEFAULT_LAYER, builtIn, ...shared, own], 'salt'), ...input.outside.salt]);
  const prepare = combine(atEach([DEFAULT_LAYER, project, own], 'prepare'));
  const commands = listItems([project, own].map((level) => at(level, 'prepare', 'commands')));
  const timeouts = combine(atEach([DEFAULT_LAYER, project, own, ...shared.slice(1), suite], 'timeouts'));
  const hooks = listItems(atEach([...shared, suite], 'hooks'));
  const tags = listItems(atEach([...shared, suite], 'tags'));
  const repositories = chooseRepositories(project, platform);
  const name = `${formula.name}-${input.suiteName}-${platform.name}`;
  const states = settleStates(suite, formula, loading);
  const again = settleAgain([...shared, suite], loading);
  const written = combine(atEach([...shared, suite], 'steps'));
  const steps = settleSteps(written, { states, again, verify: input.verify }, loading);
  return {
    name,
    formula: formula.name,
    suite: input.suiteName,
    platform: platform.name,
    tags: [...new Set(tags.map((tag) => String(tag.value)))],
    driver: { name: driverName, config: asMap(config.value) },
    salt: settleSalt(salt, loading),
    prepare: {
      commands: commands.map((command) => String(command.value)),
      update: at(prepare, 'update').value !== false,
      environment: asTextMap(at(prepare, 'environment').value),
      mounts: asTextMap(at(prepare, 'mounts').value),
    },
    trees: states.kind === 'none' ? [] : input.trees,
    states,
    pillar: input.pillar,
    grains: asMap(at(suite, 'grains').value),
    minion: asMap(at(suite, 'minion').value),
    verify: input.verify,
    steps,
    again,
    hooks: settleHooks(hooks, loading),
    timeoutsMs: toLimits(timeouts),
    place: placeIn(loading, suite),
    repositories: repositories && toChoice(repositories, loading),
    settings: {
      driver,
      [driverName]: config,
      salt,
      'prepare.commands': commands,
      prepare: omit(prepare, 'commands'),
      ...(repositories === undefined ? {} : { repositories }),
      formula: at(formula.layer, 'formula'),
      depends: at(formula.layer, 'depends'),
      states:
        states.kind === 'states' && at(suite, 'states').value === undefined
          ? fixedLayer([...states.states], 'default')
          : at(suite, 'states'),
      top: at(suite, 'top'),
      pillar: at(suite, 'pillar'),
      'pillar-files': at(suite, 'pillar-files'),
      'pillar-directories': at(suite, 'pillar-directories'),
      grains: at(suite, 'grains'),
      minion: at(suite, 'minion'),
      checks: at(suite, 'checks'),
      verify: at(suite, 'verify'),
      steps:
        written.value === undefined
          ? fixedLayer(
              steps.map((step) => step.do),
              'default',
            )
          : written,
      idempotent: combine([fixedLayer(true, 'default'), ...atEach([...shared, suite], 'idempotent')]),
      because: combine(atEach([...shared, suite], 'because')),
      hooks,
      tags,
      timeouts,
    },
  };
}

function atEach(levels: readonly Layer[], word: string): readonly Layer[] {
  return levels.map((level) => at(level, word));
}

/** A platform's own list; else the exact name under `snapshots`, else the first glob there that matches. */
function chooseRepositories(project: Layer, platform: PlatformSetting): Layer | undefined {
  const own = at(platform.own, 'repositories');
  if (own.value !== undefined) return own;
  const all = at(project, 'snapshots', 'repositories');
  const keys = layerKeys(all);
  const found = keys.find((key) => key === platform.name) ?? keys.find((key) => matchName(key, platform.name));
  return found === undefined ? undefined : at(all, found);
}

function toChoice(repositories: Layer, loading: Loading): RepositoryChoice {
  return { members: asTexts(repositories.value), place: placeIn(loading, repositories) };
}

/** A further pass takes as long as the first, unless somebody says otherwise. The shape of each was checked. */
function toLimits(timeouts: Layer): TimeLimits {
  const written = (limit: string) => asText(at(timeouts, limit).value);
  const read = (text: string | undefined) => parseDuration(text ?? '', LIMIT_UNITS) ?? 0;
  return makeLimits((limit) => read(written(limit) ?? (limit === 'again' ? written('converge') : undefined)));
}

/** A platform's general words are for the drivers that know them. */
function hasKey(schema: z.ZodType | undefined, word: string): boolean {
  return !(schema instanceof z.ZodObject) || word in schema.shape;
}

function pick(layer: Layer, words: readonly string[]): Layer {
  const entries = Object.entries(asMap(layer.value)).filter(([word]) => words.includes(word));
  return { ...layer, value: entries.length === 0 ? undefined : Object.fromEntries(entries) };
}

function omit(layer: Layer, word: string): Layer {
  return { ...layer, value: Object.fromEntries(Object.entries(asMap(layer.value)).filter(([key]) => key !== word)) };
}
