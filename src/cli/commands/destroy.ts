import {
  destroyInstances,
  type DestroyedInstances,
  type DestroyOptions as Removing,
} from '../../app/destroy-instances.ts';
import { destroyOrphans } from '../../app/destroy-orphans.ts';
import { toTrouble } from '../../contract/to-trouble.ts';
import type { Command } from '../answer.ts';
import { reportError } from '../report-error.ts';

export interface DestroyOptions extends Removing {
  readonly orphans?: boolean;
}

/** Removes instances, or with `--orphans` what a crash left behind. What cannot be removed stands in nobody's way. */
export const destroy: Command<DestroyOptions, [instances: readonly string[]]> = async (app, options, instances) => {
  const { removed, troubles }: DestroyedInstances = options.orphans
    ? { removed: await destroyOrphans(app, options), troubles: [] }
    : await destroyInstances(app, instances, options);
  const codes = troubles.map(({ error }) => reportError(error, { app, isJson: false, isDebug: false }));
  const errors = troubles.map(({ name, error }) => ({ name, ...toTrouble(error) }));
  const nothing = troubles.length === 0 ? ['nothing to remove'] : [];
  return {
    exitCode: codes[0] ?? 0,
    data: { removed, ...(errors.length === 0 ? {} : { errors }) },
    lines: removed.length === 0 ? nothing : removed.map((name) => `removed ${name}`),
  };
};
