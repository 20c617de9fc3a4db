import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SalternError } from '../../contract/errors.ts';
import type { App, ExitCode } from '../app.ts';
import { loadFleet, type FleetOptions } from '../load-fleet.ts';
import { describeFolders } from '../make-context.ts';

/** Prints the newest plain log of each selected instance; with `--json`, its events. */
export async function logs(
  app: App,
  options: FleetOptions & { readonly run?: string },
  instances: readonly string[],
): Promise<ExitCode> {
  const { project, selected } = await loadFleet(app, instances, { ...options, snapshot: 'none' });
  const { runs } = describeFolders(project);
  const ids = options.run === undefined ? await newestFirst(runs) : [options.run];
  let found = 0;
  for (const { name } of selected) {
    const text = await readNewest(ids.map((id) => join(runs, id, 'log', `${name}.${options.json ? 'ndjson' : 'log'}`)));
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

async function newestFirst(runs: string): Promise<readonly string[]> {
  return (await readdir(runs).catch(() => [])).toSorted().toReversed();
}

async function readNewest(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}
