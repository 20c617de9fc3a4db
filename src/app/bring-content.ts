import { takeLock } from '../base/lock/take-lock.ts';
import { SalternError } from '../contract/errors.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { planInstances } from '../plan/plan-instances.ts';
import { GUEST_CONFIG } from '../provision/guest-paths.ts';
import { sendContent } from '../provision/open-session.ts';
import type { InstanceAccess } from './connect-instance.ts';
import type { Services } from './services.ts';

/**
 * Makes formula, pillar and configuration in an instance what they are here, as `converge` does before it applies them.
 * While another saltern works on the instance, what that one sent stays, and a line says so. Throws `USAGE` for a suite
 * without states, and what sending throws.
 */
export async function bringContent(services: Services, access: InstanceAccess): Promise<void> {
  const { project, instance, connection, name } = access;
  if (!hasStates(access)) {
    throw new SalternError('USAGE', `The suite of '${name}' has no states, so there is no Salt for it`, {
      hint: `Run other commands with \`saltern exec ${name} -- COMMAND\`.`,
    });
  }
  const directory = projectFolders(project.reportsDirectory).locks;
  using lock = await takeLock({ directory, key: name });
  if (lock === undefined) {
    services.tell(`another saltern is working on '${name}': Salt sees there what that one sent`);
    return;
  }
  const { signal, cacheDirectory } = services;
  const { fetchSources } = await import('../config/formula/fetch-sources.ts');
  const fetched = await fetchSources([instance], { cacheDirectory, signal, progress: services.tell });
  // Its packages are what they are: no snapshot has to be found.
  for (const plan of planInstances(project, fetched, () => undefined)) {
    await sendContent(plan, connection, { signal, cacheDirectory, progress: () => undefined, output: () => undefined });
  }
}

/**
 * The same for an instance that was never sent anything, one that was only created. What stands in the way is no reason
 * not to look inside: a line says it.
 */
export async function bringMissingContent(services: Services, access: InstanceAccess): Promise<void> {
  const { state, connection, name } = access;
  const converged = state.phases.converge?.outcome;
  if (converged === 'pass' || converged === 'fail' || !hasStates(access)) return;
  try {
    const { code } = await connection.exec(['test', '-e', `${GUEST_CONFIG}/minion`], { signal: services.signal });
    if (code !== 0) await bringContent(services, access);
  } catch (error) {
    services.signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    services.tell(`Salt knows nothing of the suite in '${name}': ${why}`);
  }
}

function hasStates({ instance }: InstanceAccess): boolean {
  return instance.states.kind !== 'none';
}
