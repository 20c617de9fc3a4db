import type { ReporterKind } from '../../contract/reporter.ts';
import { runFolder } from '../../contract/project-folders.ts';
import { afterRun } from '../after-run.ts';
import { givesVerdict } from '../gives-verdict.ts';
import type { JunitSettings } from './junit-schema.ts';
import { writeJunit } from './write-junit.ts';

/**
 * `junit.xml` in the run's folder, and, when the run gave verdicts, the same at a fixed path where a CI server finds
 * it. `close` throws `INTERNAL` or `NO_SPACE` when it cannot be written.
 */
export const junitKind: ReporterKind<JunitSettings> = {
  open({ file, ...settings }, { cwd, folders }) {
    return [
      afterRun(async ({ directory, verb, instances: planned }, result) => {
        const files = [runFolder(directory).junit, ...(givesVerdict(verb) ? [file ?? folders.junit] : [])];
        await writeJunit(files, result, { ...settings, planned, cwd });
      }),
    ];
  },
};
