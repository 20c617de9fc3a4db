import { readBytes } from '../base/files/read-regular.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';
import { hasCode } from '../base/error/has-code.ts';
import { readFolder } from '../base/files/read-folder.ts';
import { SalternError } from '../contract/errors.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';

export interface LogOptions extends SelectOptions {
  /** Id of a run. Default: the newest that has a log of the instance. */
  readonly run?: string;
  /** `log` is for people, `ndjson` the events. */
  readonly form: 'log' | 'ndjson';
}

/** The log of each instance that has one. Throws `USAGE` where none has. */
export async function readLogs(
  services: Services,
  instances: readonly string[],
  options: LogOptions,
): Promise<readonly string[]> {
  const { project, selected } = await selectFleet(services, instances, options);
  const folders = projectFolders(project.reportsDirectory);
  const ids = options.run === undefined ? (await readFolder(folders.runs)).toReversed() : [options.run];
  const texts = await Promise.all(
    selected.map(({ name }) => readNewest(ids.map((id) => folders.run(id)[options.form](name)))),
  );
  const found = texts.filter((text) => text !== undefined);
  if (found.length > 0) return found;
  throw noLogs(options.run);
}

/** What is thrown where there is nothing to read. */
export function noLogs(run: string | undefined): SalternError {
  return new SalternError('USAGE', run ? `Run '${run}' has no log of these instances` : 'No run has left a log yet', {
    hint: 'Run `saltern test`, `converge` or `create` first: they write logs.',
  });
}

async function readNewest(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const bytes = await readBytes(path, MOST_BYTES.log).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
      throw error;
    });
    // A log that a crash cut within a character is still worth reading.
    if (bytes !== undefined) return bytes.toString('utf8');
  }
  return undefined;
}
