import type { DriverContext, HostContext } from '../contract/context.ts';
import type { ProjectIdentity } from '../contract/plan.ts';
import type { Services } from './services.ts';

/** For calls of drivers and verifiers outside of a run: nothing to show but trouble. */
export function hostContext({ signal, environment, cacheDirectory, now }: Services): HostContext {
  return { signal, environment, cacheDirectory, now, progress: () => undefined, output: () => undefined };
}

/** What a call may take that belongs to no phase. */
const LIMIT_MS = 10 * 60_000;

/** The same on behalf of a project. `timeoutMs`: of the phase that the call belongs to, if to one. */
export function driverContext(
  services: Services,
  project: ProjectIdentity,
  timeoutMs: number = LIMIT_MS,
): DriverContext {
  return { ...hostContext(services), project, runId: 'none', timeoutMs };
}
