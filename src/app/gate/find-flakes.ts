import type { Project } from '../../config/project.ts';
import { countFlakes, FLAKE_NIGHTS } from '../../contract/count-flakes.ts';
import type { KeptEvidence } from '../../contract/evidence.ts';
import type { GateInput } from '../../gate/gate-input.ts';
import { hasHistory, openHistory } from '../open-history.ts';
import type { Services } from '../services.ts';
import { viewFleet } from '../view-fleet.ts';

/** Nights that are read: some instances are not judged in each of them. */
const NIGHTS = FLAKE_NIGHTS * 2;

/**
 * How often instances were flaky in the last nights, of those that passed and failed on this content; none where there is no
 * history. It is for people and decides nothing, so one that cannot be read is a line.
 */
export async function findFlakes(
  services: Services,
  project: Project,
  evidence: readonly Pick<KeptEvidence, 'instance' | 'outcome'>[],
): Promise<NonNullable<GateInput['flakes']>> {
  const failed = new Set(evidence.filter(({ outcome }) => outcome === 'fail').map(({ instance }) => instance));
  const names = new Set(
    evidence
      .filter(({ outcome, instance }) => outcome === 'pass' && failed.has(instance))
      .map(({ instance }) => instance),
  );
  if (names.size === 0 || !(await hasHistory(project))) return {};
  await using history = await openHistory(services, project);
  const view = await (history && viewFleet(services, { project, history, nights: NIGHTS }))?.catch(() => undefined);
  const own = view?.instances.filter(({ name }) => names.has(name)) ?? [];
  return Object.fromEntries(own.map((instance) => [instance.name, countFlakes(instance)]));
}
