import { mkdir, symlink, rename } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { Chalk } from 'chalk';
import type { Reporter } from '../contract/events.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { Store } from '../contract/store.ts';
import { createBadgeReporter, givesVerdict } from '../report/badge/badge.ts';
import { chooseTerminal } from '../report/terminal/choose-terminal.ts';
import { createJunitReporter } from '../report/junit/junit.ts';
import { createNdjsonReporter } from '../report/log/ndjson.ts';
import { createPlainLogReporter } from '../report/log/plain-log.ts';
import { toResultJson } from '../report/result-json.ts';
import { recordEvents } from '../store/record-events.ts';
import type { App } from './app.ts';
import type { Fleet } from './load-fleet.ts';

export interface ReporterOptions {
  readonly app: App;
  readonly fleet: Fleet;
  readonly store: Store;
  readonly isJson: boolean;
  readonly verb: string;
  /** Absolute folder of this run; made here. */
  readonly directory: string;
}

/** Every listener of a run, in the order they are closed: files first, so that the screen names what is there. */
export async function openReporters(options: ReporterOptions): Promise<readonly Reporter[]> {
  const { app, fleet, directory, verb, store } = options;
  const folders = projectFolders(fleet.project.reportsDirectory);
  await mkdir(directory, { recursive: true });
  await pointLatest(folders.latest, directory);
  const project = fleet.plans;
  return [
    createNdjsonReporter(),
    createPlainLogReporter({ cwd: app.cwd }),
    createJunitReporter({ cwd: app.cwd }),
    ...(givesVerdict(verb) ? [createJunitReporter({ cwd: app.cwd, file: folders.junit })] : []),
    createBadgeReporter({ project }),
    createBadgeReporter({ project, fleet: { directory: folders.base, verdicts: store.verdicts() } }),
    recordEvents(store),
    screen(options),
  ];
}

function screen({ app, isJson, verb }: ReporterOptions): Reporter {
  if (isJson) return jsonReporter(app);
  const { isTty, colourLevel } = app.terminal();
  return chooseTerminal(
    { isTty, environment: app.environment },
    {
      write: app.write,
      chalk: new Chalk({ level: colourLevel }),
      size: () => app.terminal(),
      now: app.now,
      cwd: app.cwd,
      files: givesVerdict(verb) ? ['junit.xml', 'badges/', 'log/'] : ['log/'],
    },
  );
}

function jsonReporter(app: App): Reporter {
  return {
    on(event) {
      if (event.type === 'run-finished') app.write(`${JSON.stringify(toResultJson(event.result), null, 2)}\n`);
    },
  };
}

/** A path that stays: CI reads `.saltern/latest/junit.xml`. */
async function pointLatest(link: string, directory: string): Promise<void> {
  const aside = `${link}.${process.pid}`;
  await symlink(relative(dirname(link), directory), aside);
  await rename(aside, link);
}
