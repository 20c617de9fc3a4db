import { asText, valueAt } from '../../base/json/json-value.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { saltFrom, SALT_NEEDS } from '../settle/settle-salt.ts';
import { layerOf } from './layer-of.ts';
import { problemAt } from './rule.ts';

/** All levels together say everything that the kind of Salt source requires. */
export function saltSourceIsWhole(settled: SettledProject) {
  return settled.instances.flatMap((instance) => {
    const salt = layerOf(instance, 'salt');
    if (salt === undefined) return [];
    const from = saltFrom(salt);
    const missing = SALT_NEEDS[from].filter((word) => asText(valueAt(salt.value, [word])) === undefined);
    if (missing.length === 0) return [];
    const words = missing.map((word) => `'${word}'`).join(' and ');
    return [problemAt(settled, salt, `Salt from ${from} needs ${words}`)];
  });
}
