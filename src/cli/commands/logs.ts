import { readFile } from 'node:fs/promises';
import { hasCode } from '../../base/error/has-code.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { SalternError } from '../../contract/errors.ts';
import { projectFolders } from '../../contract/project-folders.ts';
import type { App, ExitCode } from '../app.ts';
import { loadFleet, type FleetOptions } from '../load-fleet.ts';

/** Prints the newest plain log of each selected instance; with `--json`, its events. */
export async function logs(
  app: App,
  options: FleetOptions & { readonly run?: string },
  instances: readonly string[],
): Promise<ExitCode> {
  const { project, selected } = await loadFleet(app, instances, { ...options, snapshot: 'none' });
  const folders = projectFolders(project.reportsDirectory);
  const ids = options.run === undefined ? (await readFolder(folders.runs)).toReversed() : [options.run];
  let found = 0;
  for (const { name } of selected) {
    const paths = ids.map((id) => (options.json ? folders.run(id).ndjson(name) : folders.run(id).log(name)));
    const text = await readNewest(paths);
    if (text === undefined) continue;
    found += 1;
    app.write(text);
  }
  if (found > 0) return 0;
  throw new SalternError(
    'USAGE',
    options.run ? `Run '${options.run}' has no log of these instances` : 'No run has left a log yet',
    {
      hint: 'Logs come with `saltern test`, `converge` and the like.',
    },
  );
}

async function readNewest(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
      throw error;
    });
    if (text !== undefined) return text;
  }
  return undefined;
}
