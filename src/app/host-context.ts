import type { DriverContext, HostContext } from '../contract/context.ts';
import type { ProjectIdentity } from '../contract/plan.ts';
import type { Services } from './services.ts';

type HostServices = Pick<Services, 'signal' | 'environment' | 'cacheDirectory' | 'now'>;

/** For calls to drivers and verifiers outside of a run: their progress and output are not shown. */
export function hostContext({ signal, environment, cacheDirectory, now }: HostServices): HostContext {
  return { signal, environment, cacheDirectory, now, progress: () => undefined, output: () => undefined };
}

/** How long a call may take that belongs to no phase. */
const LIMIT_MS = 10 * 60_000;

/** The same on behalf of a project. `timeoutMs`: the limit of the phase that the call belongs to, if any. */
export function driverContext(
  services: HostServices,
  project: ProjectIdentity,
  timeoutMs: number = LIMIT_MS,
): DriverContext {
  return { ...hostContext(services), project, runId: 'none', timeoutMs };
}
