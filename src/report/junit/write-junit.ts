import type { RunResult } from '../../contract/result.ts';
import { writeReport } from '../write-report.ts';
import { buildJunitXml } from './build-junit-xml.ts';
import type { JunitSettings } from './junit-schema.ts';
import { listJunitSuites, type JunitOptions } from './list-junit-suites.ts';
import { readLogTails } from './read-log-tails.ts';

/** Writes a run to each of these files, with the ends of its logs. Throws `INTERNAL`, `NO_SPACE`. */
export async function writeJunit(
  files: readonly string[],
  result: RunResult,
  options: Omit<JunitOptions, 'logs'> & Pick<JunitSettings, 'file-attributes'>,
): Promise<void> {
  const { 'file-attributes': hasFileAttributes = false, ...own } = options;
  const suites = listJunitSuites(result, { ...own, logs: await readLogTails(result.instances) });
  const xml = buildJunitXml({ durationMs: result.durationMs, suites }, { hasFileAttributes });
  for (const file of files) await writeReport(file, xml);
}
