import { appendFile, stat } from 'node:fs/promises';
import { fitSections } from './fit-sections.ts';

/** What GitHub takes of one step: a longer summary is not shown at all. */
const MOST_BYTES = 1024 * 1024;

/**
 * Appends sections to the step's summary, as many as there is room for beside what stands there. Gives what kept it from
 * that, in a sentence; undefined: nothing did.
 */
export async function appendSummary(file: string, sections: readonly string[]): Promise<string | undefined> {
  const there = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  const whole = fitSections(sections, MOST_BYTES - there - 2);
  if (whole === undefined) {
    return `There is no room left in the job's summary: '${file}' holds ${there} bytes of ${MOST_BYTES} that GitHub shows`;
  }
  return await appendFile(file, `${there > 0 ? '\n' : ''}${whole}\n`).then(
    () => undefined,
    (error: unknown) => `'${file}' could not be written: ${error instanceof Error ? error.message : String(error)}`,
  );
}
