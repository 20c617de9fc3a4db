import type { Project } from '../../config/project.ts';
import { explainNoTaker } from '../../farm/explain-no-taker.ts';
import { openDesk } from '../../farm/queue/index.ts';
import type { FleetRunner } from '../fleet-runner.ts';
import { runOnWorkers } from '../run-on-workers.ts';
import type { Services } from '../services.ts';
import { sharedFolder } from './content-door.ts';
import { readFarmAccess } from './farm-access.ts';
import { readSigner } from './signing.ts';

/** Workers of other machines, as who runs a fleet. Disposing leaves the database. */
export interface Farm extends AsyncDisposable {
  readonly runner: FleetRunner;
}

/** The farm that the project names. Throws `USAGE` where there is none, `FARM_UNREACHABLE`. */
export async function openFarm(services: Services, { farm }: Pick<Project, 'farm'>): Promise<Farm> {
  const { url, key } = readFarmAccess(services, farm);
  const signers = await Promise.all(farm.signedBy.map(readSigner));
  const desk = await openDesk({ url, silentMs: farm.lostAfterMs });
  const door = farm.sharedFolder === undefined ? desk : sharedFolder(farm.sharedFolder);
  const { labels } = farm;
  return {
    runner: runOnWorkers({ desk, door, key, labels, signers, secrets: services.secrets, explainNoTaker }),
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
}
