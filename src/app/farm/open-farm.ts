import type { Project } from '../../config/project.ts';
import { explainNoTaker } from '../../farm/explain-no-taker.ts';
import { openDesk } from '../../farm/queue/index.ts';
import type { FleetRunner } from '../fleet-runner.ts';
import { runOnWorkers } from '../run-on-workers.ts';
import type { Services } from '../services.ts';
import { findTrustedKeys } from '../signing/find-trusted-keys.ts';
import { sharedFolder } from './content-door.ts';
import { readFarmAccess } from './farm-access.ts';

/** Workers of other machines, as who runs a fleet. Disposing leaves the database. */
export interface Farm extends AsyncDisposable {
  readonly runner: FleetRunner;
}

/**
 * The farm that the project names; where the policy says who may sign, workers must. Throws `USAGE` where there is none,
 * `FARM_UNREACHABLE`, `POLICY_INVALID`.
 */
export async function openFarm(services: Services, project: Pick<Project, 'farm' | 'gateFile'>): Promise<Farm> {
  const { farm } = project;
  const { url, key } = readFarmAccess(services, farm);
  const signers = await findTrustedKeys(services, project);
  const desk = await openDesk({ url, silentMs: farm.lostAfterMs });
  const door = farm.sharedFolder === undefined ? desk : sharedFolder(farm.sharedFolder);
  const { labels } = farm;
  return {
    runner: runOnWorkers({ desk, door, key, labels, signers, secrets: services.secrets, explainNoTaker }),
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
}
