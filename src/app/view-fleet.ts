import type { Project } from '../config/project.ts';
import type { FleetView } from '../contract/fleet-view.ts';
import type { History } from '../contract/history.ts';
import { givesVerdict } from '../report/gives-verdict.ts';
import { buildFleetView } from '../report/fleet/build-fleet-view.ts';
import { findRoot } from './open-root.ts';
import type { Services } from './services.ts';

/** Nights that a view goes back: a year. */
const YEAR = 365;

export interface ViewOptions {
  readonly project: Pick<Project, 'identity' | 'instances' | 'snapshots'>;
  readonly history: History;
  /** How many nights, the newest. Default 365. */
  readonly nights?: number;
}

/** The fleet over its nights, from history. Throws what the history throws. */
export async function viewFleet(
  services: Services,
  { project, history, nights: most = YEAR }: ViewOptions,
): Promise<FleetView> {
  const [nights, runs, results] = [
    await history.nights({ limit: most }),
    await history.runs(),
    await history.results(),
  ];
  // `create` and `converge` look at less than a verdict promises.
  const judging = new Set(runs.filter(({ verb }) => givesVerdict(verb)).map(({ runId }) => runId));
  return buildFleetView({
    project: project.identity.name,
    at: new Date(services.now()).toISOString(),
    nights,
    results: results.filter(({ runId }) => judging.has(runId)),
    instances: project.instances,
    channels: await readChannels(services, project),
  });
}

/** A root that is not there now, or cannot be read, is trouble of whoever promotes. */
async function readChannels(
  services: Services,
  project: Pick<Project, 'snapshots'>,
): Promise<Readonly<Record<string, string>>> {
  try {
    return (await (await findRoot(services, project))?.channels()) ?? {};
  } catch {
    return {};
  }
}
