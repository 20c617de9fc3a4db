import type { SiteSource } from '../../../src/site/site-source.ts';
import { listParts } from '../../../src/site/list-parts.ts';
import type { FleetYear } from './fleet-year.ts';
import { historyOfYear } from './history-of-year.ts';

/** The year as pages are made of it; each attempt has a log. */
export function sourceOfYear(year: FleetYear): SiteSource {
  const { night, runs, run, results } = historyOfYear(year);
  return {
    view: year.view,
    night,
    runs,
    run,
    results,
    packages: (instance, runId) => Promise.resolve(year.packages(instance, runId)),
    snapshots: () => Promise.resolve(year.snapshots),
    changes: () => Promise.resolve(undefined),
    filesOf: (_runId, files) =>
      Promise.resolve(files.map((file) => ({ name: `${file.slice(4)}.txt`, title: 'log', from: `/runs/${file}` }))),
  };
}

/** Every file of a site that was not there before, by its path; a copy is empty. */
export async function renderYear(year: FleetYear): Promise<ReadonlyMap<string, string>> {
  const parts = await listParts(sourceOfYear(year), { earlier: { recent: [] }, edition: 'test' });
  const files = new Map<string, string>();
  for (const part of parts) {
    for (const file of await part.render()) files.set(file.path, 'text' in file ? file.text : '');
  }
  return files;
}
