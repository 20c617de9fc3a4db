import type { SettledProject } from '../settle/settle-project.ts';
import { layerOf } from './layer-of.ts';
import { problemAt } from './rule.ts';

/** A suite whose further pass may change something says why, for whoever reads it next year. */
export function againHasReason(settled: SettledProject) {
  return settled.instances.flatMap((instance) => {
    const { again } = instance;
    const written = layerOf(instance, 'idempotent');
    if (again.check || again.reason !== undefined || written === undefined) return [];
    return [problemAt(settled, written, "'idempotent: false' needs a reason: add 'because'")];
  });
}
