import { z } from 'zod';
import type { CheckDocument, PillarPlan, Timeouts } from '../../contract/model.ts';
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
import { settleHooks, settleIdempotence, settleStates } from './settle-suite.ts';

export interface InstanceInput {
  readonly project: Layer;
  readonly formula: FormulaSetting;
  readonly suite: Layer;
  readonly suiteName: string;
  readonly platform: PlatformSetting;
  readonly outside: Pick<OutsideSettings, 'driver' | 'salt'>;
  readonly trees: readonly ProjectTree[];
  readonly checks: readonly CheckDocument[];
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
  const idempotence = settleIdempotence([...shared, suite], loading);
  const written = combine(atEach([...shared, suite], 'steps'));
  const steps = settleSteps(written, { states, idempotence, checks: input.checks }, loading);
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
    checks: input.checks,
    steps,
    idempotence,
    hooks: settleHooks(hooks, loading),
    timeouts: toTimeouts(timeouts),
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
      steps: written.value === undefined ? fixedLayer([...steps], 'default') : written,
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

function toTimeouts(timeouts: Layer): Timeouts {
  const of = (phase: string) => parseDuration(asText(at(timeouts, phase).value) ?? '', LIMIT_UNITS) ?? 0;
  return {
    prepareMs: of('prepare'),
    createMs: of('create'),
    convergeMs: of('converge'),
    stateMs: of('state'),
    rebootMs: of('reboot'),
    verifyMs: of('verify'),
    destroyMs: of('destroy'),
  };
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
