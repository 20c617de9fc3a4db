import type { Project } from '../config/project.ts';
import type { FleetView } from '../contract/fleet-view.ts';
import type { Services } from './services.ts';

/** The fleet over its nights, as the project's history has it now; undefined: there is none that could be used. */
export function currentView(_services: Services, _project: Project): Promise<FleetView | undefined> {
  return Promise.resolve(undefined);
}
