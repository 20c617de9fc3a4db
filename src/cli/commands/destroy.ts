import { destroyInstances } from '../../app/destroy-instances.ts';
import { destroyOrphans } from '../../app/destroy-orphans.ts';
import type { SelectOptions } from '../../app/select-fleet.ts';
import type { Command } from '../answer.ts';

export interface DestroyOptions extends SelectOptions {
  readonly orphans?: boolean;
}

/** Removes instances, or with `--orphans` what a crash left behind. */
export const destroy: Command<DestroyOptions, [instances: readonly string[]]> = async (app, options, instances) => {
  const removed = options.orphans
    ? await destroyOrphans(app, options)
    : await destroyInstances(app, instances, options);
  const lines = removed.length === 0 ? ['nothing to remove'] : removed.map((name) => `removed ${name}`);
  return { exitCode: 0, data: { removed }, lines };
};
