import type { Project } from '../config/project.ts';
import type { FleetView } from '../contract/fleet-view.ts';
import type { History, ResultRow } from '../contract/history.ts';
import { isFrozen } from '../gate/find-stop.ts';
import { buildFleetView } from '../report/fleet/build-fleet-view.ts';
import { gatherResults } from './gather-results.ts';
import { findRoot } from './open-root.ts';
import type { Services } from './services.ts';

/** Nights that a view goes back: a year. */
const YEAR = 365;

export interface ViewOptions {
  readonly project: Pick<Project, 'identity' | 'instances' | 'snapshots'> & Partial<Pick<Project, 'nightly'>>;
  readonly history: History;
  /** How many nights, the newest. Default 365. */
  readonly nights?: number;
}

/** The fleet over its nights, from history. Throws what the history throws. */
export async function viewFleet(services: Services, options: ViewOptions): Promise<FleetView> {
  return (await viewWithResults(services, options)).view;
}

/** The same with the results since the oldest of its nights, and some before, newest first of each instance. */
export async function viewWithResults(
  services: Services,
  { project, history, nights: most = YEAR }: ViewOptions,
): Promise<{ readonly view: FleetView; readonly results: readonly ResultRow[] }> {
  const nights = await history.nights({ limit: most });
  const results = await gatherResults(history, { nights, instances: project.instances });
  const view = buildFleetView({
    project: project.identity.name,
    at: new Date(services.now()).toISOString(),
    nights,
    results,
    instances: project.instances,
    ...(await readRoot(services, project)),
  });
  return { view, results };
}

/** A root that is not there now, or cannot be read, is trouble of whoever promotes. */
async function readRoot(
  services: Services,
  project: ViewOptions['project'],
): Promise<Pick<FleetView, 'channels' | 'freezes' | 'taints' | 'lastGood'>> {
  try {
    const root = await findRoot(services, project);
    if (root === undefined) return { channels: {} };
    const [channels, stops, good] = [await root.channels(), await root.readStops(), await root.lastGood()];
    const now = new Date(services.now());
    const freezes = stops.freezes.filter((one) => isFrozen(one, one.channel ?? '', now));
    return { channels, freezes, taints: stops.taints, ...(good === undefined ? {} : { lastGood: good.id }) };
  } catch {
    return { channels: {} };
  }
}
