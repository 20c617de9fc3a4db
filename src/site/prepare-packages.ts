import type { ResultRow } from '../contract/history.ts';
import { isBad } from '../contract/outcome.ts';
import type { PackagesOf } from './fleet/list-red.ts';
import type { SiteSource } from './site-source.ts';

/** Instances whose packages are read for the first page: of more, the guess what it may be is left out. */
const MOST = 400;

/** Reads what the first page compares: packages of what is red, now and when it passed, and of what is green. */
export async function preparePackages(source: SiteSource): Promise<PackagesOf> {
  const { instances } = source.view;
  const found = new Map<string, readonly string[]>();
  const isQuiet = !instances.some(({ latest }) => latest !== undefined && isBad(latest));
  if (isQuiet || instances.length > MOST) return () => undefined;
  const read = async (row: ResultRow | undefined): Promise<void> => {
    if (row === undefined) return;
    const packages = await source.packages(row.name, row.runId, row.snapshot?.id);
    if (packages !== undefined && packages.length > 0) found.set(keyOf(row.name, row.runId), packages);
  };
  for (const { latest, lastPass } of instances) {
    await read(latest);
    if (latest !== undefined && isBad(latest)) await read(lastPass);
  }
  return (instance, runId) => found.get(keyOf(instance, runId));
}

function keyOf(instance: string, runId: string): string {
  return JSON.stringify([instance, runId]);
}
