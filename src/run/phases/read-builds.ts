import { LIST_BUILDS, parseBuilds } from '../../base/rpm/installed-builds.ts';
import type { Connection } from '../../contract/connection.ts';
import { isBad } from '../../contract/outcome.ts';
import type { Instance } from '../instance/open-instance.ts';

/** What is installed in a guest, as `parseBuilds` gives it. Empty where there is no rpm; undefined where it does not say. */
export async function readBuilds(connection: Connection, signal: AbortSignal): Promise<readonly string[] | undefined> {
  const { code, stdout } = await connection.exec(['sh', '-c', LIST_BUILDS], { signal });
  return code === 0 ? parseBuilds(stdout) : undefined;
}

/**
 * Reads them once more where something was done after the checks looked, or there are none: what counts is what is installed
 * in the end. Whatever stands in the way, nobody knows then.
 */
export async function readBuildsLate(instance: Instance, signal: AbortSignal): Promise<void> {
  const { steps, bound, way } = instance;
  if (steps.length === 0 || steps.at(-1)?.step.do === 'verify' || steps.some(isBad)) return;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(bound.plan.timeoutsMs.verify)]);
  const read = async () => {
    const connection = await way.connection(limited);
    return connection && (await readBuilds(connection, limited));
  };
  instance.builds = await read().catch(() => undefined);
}
