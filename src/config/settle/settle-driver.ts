import { z } from 'zod';
import { asMap } from '../../base/json/json-value.ts';
import type { InstancePlan } from '../../contract/plan.ts';
import { at, atEach, combine, pick, type Layer } from '../layer.ts';
import type { Levels } from './levels.ts';
import type { Setting } from './setting.ts';

/** Keys of a platform that go to its driver, if the driver's schema has them. */
const GENERAL: readonly string[] = ['image', 'memory', 'cpus'];

/** The driver, and its configuration as written, which binding parses. `outside`: what environment and flags say. */
export function settleDriver(
  { defaults, builtIn, project, platform, file, suite }: Levels,
  outside: readonly Layer[],
  schemas: ReadonlyMap<string, z.ZodType>,
): Setting<InstancePlan['driver']> {
  const driver = combine([...atEach([defaults, project, platform], 'driver'), ...outside]);
  const name = String(driver.value);
  const general = (level: Layer) => pick(level, (word) => GENERAL.includes(word) && hasKey(schemas.get(name), word));
  const config = combine([
    at(project, name),
    general(builtIn),
    at(builtIn, name),
    general(platform),
    ...atEach([platform, ...file, suite], name),
  ]);
  return { value: { name, config: asMap(config.value) }, from: { driver, [name]: config } };
}

function hasKey(schema: z.ZodType | undefined, word: string): boolean {
  return !(schema instanceof z.ZodObject) || word in schema.shape;
}
