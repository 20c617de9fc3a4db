import type { Project } from '../config/project.ts';
import type { FleetView } from '../contract/fleet-view.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import { hasHistory, withHistory } from './open-history.ts';
import type { Services } from './services.ts';
import { viewFleet } from './view-fleet.ts';

/**
 * The fleet over its nights, as the project's history has it now; undefined: there is none yet. Throws what `withHistory`
 * throws.
 */
export async function currentView(services: Services, project: Project): Promise<FleetView | undefined> {
  if (!(await hasHistory(project))) return undefined;
  return await withHistory(services, project, (history) => viewFleet(services, { project, history }));
}

/** The same; where it cannot be read, undefined with a line that says why: nobody is to wait for that. */
export async function viewIfKnown(services: Services, project: Project): Promise<FleetView | undefined> {
  try {
    return await currentView(services, project);
  } catch (error) {
    services.tell(`the history cannot be read: ${toTrouble(error).message}`);
    return undefined;
  }
}
