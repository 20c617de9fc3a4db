import type { z } from 'zod';
import { at, atEach, listItems, type Layer } from '../layer.ts';
import { placeIn } from '../files/places.ts';
import type { OutsideSettings } from '../files/read-outside.ts';
import type { ShapedFile } from '../files/shape-file.ts';
import type { ProjectInstance } from '../project.ts';
import { stackLevels } from './levels.ts';
import { settleAgain } from './settle-again.ts';
import { settleEnvironments } from './settle-environments.ts';
import { settleDriver } from './settle-driver.ts';
import { settleOwner } from './settle-owner.ts';
import { settleHooks } from './settle-hooks.ts';
import { settlePillar } from './settle-pillar.ts';
import type { PlatformSetting } from './settle-platforms.ts';
import { settlePrepare } from './settle-prepare.ts';
import { settleRepositories } from './settle-repositories.ts';
import { settleSalt } from './settle-salt.ts';
import { settleStates } from './settle-states.ts';
import { readSaltData } from './read-salt-data.ts';
import { settleSecrets } from './settle-secrets.ts';
import { settleSteps } from './settle-steps.ts';
import type { SuiteSetting } from './settle-suites.ts';
import { settleTimeLimits } from './settle-time-limits.ts';
import { layersOf, valuesOf, type Setting } from './setting.ts';

/** What all instances of a project have in common. */
export interface Shared {
  readonly file: ShapedFile;
  readonly project: Layer;
  readonly outside: Pick<OutsideSettings, 'driver' | 'salt'>;
  readonly driverSchemas: ReadonlyMap<string, z.ZodType>;
}

/** Puts the levels of every setting together for one suite on one platform. */
export function settleInstance(
  suite: SuiteSetting,
  platform: PlatformSetting,
  { file, project, outside, driverSchemas }: Shared,
): ProjectInstance {
  const { formula, layer } = suite;
  const levels = stackLevels({
    builtIn: platform.builtIn,
    project,
    platform: platform.own,
    file: formula.isProject ? [] : [formula.layer],
    suite: layer,
  });
  const [states, again] = [settleStates(layer, formula), settleAgain(levels, file)];
  const minion = settleData(layer, 'minion');
  // In the order of `config show`.
  const settled = {
    driver: settleDriver(levels, outside.driver, driverSchemas),
    salt: settleSalt(levels, outside.salt),
    prepare: settlePrepare(levels),
    repositories: settleRepositories(levels, platform.name, file),
    trees: {
      value: states.value.kind === 'none' ? [] : formula.trees,
      from: { formula: at(formula.layer, 'formula'), depends: at(formula.layer, 'depends') },
    },
    states,
    environments: settleEnvironments(layer, { states: states.value, minion: minion.value }),
    pillar: settlePillar(layer),
    secrets: settleSecrets(levels),
    grains: settleData(layer, 'grains'),
    minion,
    verify: { value: suite.verify, from: { checks: at(layer, 'checks'), verify: at(layer, 'verify') } },
    steps: settleSteps(levels, { states: states.value, again: again.value }),
    again,
    hooks: settleHooks(levels, file),
    tags: settleTags(levels.test),
    timeoutsMs: settleTimeLimits(levels),
    owner: settleOwner(levels),
  };
  return {
    name: `${formula.name}-${suite.name}-${platform.name}`,
    formula: formula.name,
    suite: suite.name,
    platform: platform.name,
    place: placeIn(file, layer),
    ...valuesOf(settled),
    settings: layersOf(settled),
  };
}

function settleData(suite: Layer, word: string) {
  const layer = at(suite, word);
  return { value: readSaltData(layer), from: { [word]: layer } };
}

/** The tags of every level. */
function settleTags(levels: readonly Layer[]): Setting<readonly string[]> {
  const tags = listItems(atEach(levels, 'tags'));
  return { value: [...new Set(tags.map((tag) => String(tag.value)))], from: { tags } };
}
