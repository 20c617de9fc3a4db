import { join } from 'node:path';
import { openHistoryAt } from '../../../src/store/history/index.ts';
import { yearOfRuns } from '../../support/history-data.ts';
import { fleetProject, type FleetProject } from './fleet-project.ts';

const NIGHTS = 365;
/** 8 suites on 5 platforms. */
const [SUITES, PLATFORMS] = [8, 5];

/** A project of 40 instances, whose history has each of them in each of 365 nights. */
export async function yearOfNights(): Promise<FleetProject> {
  const project = await fleetProject({ suites: SUITES, platforms: PLATFORMS, more: { name: 'fleet' } });
  const names = Array.from({ length: SUITES * PLATFORMS }, (_, index) => ({
    formula: 'f',
    suite: `s${(index % SUITES) + 1}`,
    platform: `p${Math.floor(index / SUITES) + 1}`,
  }));
  await using history = await openHistoryAt({
    place: { kind: 'sqlite', file: join(project.directory, '.saltern/history.db') },
    project: 'fleet',
  });
  for (const { story, night } of yearOfRuns(NIGHTS, names)) {
    await history.putRun(story);
    await history.putNight(night);
  }
  return project;
}
