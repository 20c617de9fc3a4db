import type { ProjectInstance } from '../config/project.ts';
import type { DriverContext } from '../contract/context.ts';
import type { Driver } from '../contract/driver.ts';
import type { Phase } from '../contract/phases.ts';
import type { ProjectIdentity } from '../contract/plan.ts';
import { findPace } from '../run/bind/find-pace.ts';
import { withinLimit } from '../run/phases/within-limit.ts';
import { driverContext, hostContext } from './host-context.ts';
import type { Services } from './services.ts';

export interface PhaseOfInstance {
  readonly project: ProjectIdentity;
  readonly instance: Pick<ProjectInstance, 'name' | 'driver' | 'timeoutsMs'>;
  /** What works on it: it may have been made by another driver than the project names now. */
  readonly driver: Driver;
  readonly phase: Phase;
}

/** Does something to an instance outside of a run, in the time that its phase has here. Throws `TIMEOUT`. */
export async function withinPhase<T>(
  services: Services,
  { project, instance, driver, phase }: PhaseOfInstance,
  work: (context: DriverContext) => Promise<T>,
): Promise<T> {
  const { name, driver: planned, timeoutsMs } = instance;
  const isPlanned = planned.name === driver.name;
  const pace = isPlanned ? await findPace(driver, planned.config, hostContext(services)) : undefined;
  const timeoutMs = timeoutsMs[phase] * (pace?.factor ?? 1);
  return await withinLimit({ name, phase, timeoutMs, signal: services.signal }, (signal) =>
    work({ ...driverContext(services, project, timeoutMs), signal }),
  );
}
