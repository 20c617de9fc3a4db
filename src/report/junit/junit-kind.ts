import type { ReporterKind } from '../../contract/reporter.ts';
import { runFolder } from '../../contract/project-folders.ts';
import { afterRun } from '../after-run.ts';
import { givesVerdict } from '../gives-verdict.ts';
import { writeReport } from '../write-report.ts';
import { buildJunitXml } from './build-junit-xml.ts';
import type { JunitSettings } from './junit-schema.ts';
import { listJunitSuites } from './list-junit-suites.ts';
import { readLogTails } from './read-log-tails.ts';

/**
 * `junit.xml` in the run's folder, and, when the run gave verdicts, the same at a fixed path where a CI server finds
 * it. `close` throws `INTERNAL` or `NO_SPACE` when it cannot be written.
 */
export const junitKind: ReporterKind<JunitSettings> = {
  open({ file, 'file-attributes': hasFileAttributes = false }, { cwd, folders }) {
    return [
      afterRun(async ({ directory, verb, instances: planned }, result) => {
        const logs = await readLogTails(result.instances);
        const suites = listJunitSuites(result, { planned, cwd, logs });
        const xml = buildJunitXml({ durationMs: result.durationMs, suites }, { hasFileAttributes });
        await writeReport(runFolder(directory).junit, xml);
        if (givesVerdict(verb)) await writeReport(file ?? folders.junit, xml);
      }),
    ];
  },
};
