import type { Reporter, RunEvent } from '../../contract/events.ts';
import type { RunResult } from '../../contract/model.ts';
import { runFolder } from '../../contract/project-folders.ts';
import { renderJunit } from './render-junit.ts';
import { writeReport } from '../write-report.ts';

export interface JunitOptions {
  /** Paths below it are shown relative. */
  readonly cwd: string;
  /** Absolute path of the file. Default: `junit.xml` in the run's folder. */
  readonly file?: string;
}

/** Writes `junit.xml` at the end of a run, aside and renamed. `close` throws `INTERNAL` or `NO_SPACE` when it cannot. */
export function createJunitReporter(options: JunitOptions): Reporter {
  let started: Extract<RunEvent, { type: 'run-started' }> | undefined;
  let result: RunResult | undefined;
  return {
    on(event) {
      if (event.type === 'run-started') started = event;
      if (event.type === 'run-finished') result = event.result;
    },
    async close() {
      if (started === undefined || result === undefined) return;
      const file = options.file ?? runFolder(started.directory).junit;
      await writeReport(file, renderJunit(result, { planned: started.instances, cwd: options.cwd }));
    },
  };
}
