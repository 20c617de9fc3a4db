import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stringify } from 'yaml';
import { loadProjectFor } from '../../src/app/load-project-for.ts';
import type { Project } from '../../src/config/project.ts';
import { projectFolders } from '../../src/contract/project-folders.ts';
import type { InstanceSummary } from '../../src/contract/events.ts';
import type { NightRecord, ToldMessage } from '../../src/contract/night.ts';
import { tellPeople } from '../../src/app/tell-people.ts';
import { runProgram } from '../../src/cli/program.ts';
import type { Patience } from '../../src/report/notify/send/with-retries.ts';
import { fakeApp, type FakeApp } from './fake-app.ts';
import { makeNight, type NightWishes } from './told-nights.ts';
import { passes } from './pretended-project.ts';

/** So that nobody waits a minute for a receiver that is dead on purpose. */
export const IMPATIENT: Patience = { pausesMs: [1, 1], limitMs: 60_000 };

/** A pretended project that tells people of nights that are made up. */
export interface NotifyProject {
  readonly app: FakeApp;
  readonly project: Project;
  readonly declared: readonly InstanceSummary[];
  /** Absolute. */
  readonly toldFile: string;
  /** Tells people of a night of this project. */
  tell(wishes: NightWishes): Promise<readonly ToldMessage[]>;
  /** Writes its record where `saltern notify` finds it. */
  keep(wishes: NightWishes): NightRecord;
  /** Runs one verb; all that was said is in `app.said`. */
  saltern(line: string): Promise<number>;
}

export interface NotifyProjectWishes {
  readonly receivers: Readonly<Record<string, unknown>>;
  /** Further keys of `notify:`. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** Default: two, on two platforms each. */
  readonly formulas?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly patience?: Patience;
}

export async function notifyProject(wishes: NotifyProjectWishes): Promise<NotifyProject> {
  const { receivers, more = {}, formulas = ['ops-time', 'ops-ssh'], environment = {}, patience = IMPATIENT } = wishes;
  const project = {
    name: 'fleet',
    driver: 'fake',
    salt: { from: 'image' },
    platforms: { 'centos-7': {}, 'centos-stream-9': {} },
    include: 'suites/*.yml',
    notify: { receivers, ...more },
  };
  const suite = (name: string): string =>
    stringify({ formula: 'none', 'formula-name': name, suites: { default: passes } });
  const files = Object.fromEntries(formulas.map((name) => [`suites/${name}.yml`, suite(name)]));
  const app = fakeApp(
    { 'saltern.yml': stringify(project), ...files },
    { environment: { PATH: process.env['PATH'], ...environment }, now: () => Date.UTC(2026, 10, 26, 2, 14) },
  );
  const loaded = await loadProjectFor(app, {});
  const folders = projectFolders(loaded.reportsDirectory);
  const nightOf = (night: NightWishes): NightRecord => makeNight({ fleet: loaded.instances, ...night });
  return {
    app,
    project: loaded,
    declared: loaded.instances,
    toldFile: folders.told,
    tell: (night) => tellPeople(app, { project: loaded, view: undefined, night: nightOf(night), patience }),
    keep(night) {
      const record = nightOf(night);
      const file = folders.night(record.night);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(record));
      return record;
    },
    saltern: (line) => runProgram(line.split(' '), app),
  };
}
