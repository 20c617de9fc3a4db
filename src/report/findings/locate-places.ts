import { realpath } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { findWorkTree } from '../../base/files/find-work-tree.ts';
import type { FoundPlace } from '../../base/place/place.ts';
import type { RunResult } from '../../contract/result.ts';

/**
 * Where places of a run lie in the repository that holds `cwd`, relative to its top and with `/` between; undefined for what
 * is in another one (a submodule, a formula that was fetched) or in none. Where there is no repository, `cwd` stands for it.
 */
export async function locatePlaces(
  result: RunResult,
  cwd: string,
): Promise<(place: FoundPlace) => FoundPlace | undefined> {
  const found = (await findWorkTree(cwd)) ?? cwd;
  // A folder that is gone holds nothing any more.
  const top = await realpath(found).catch(() => found);
  const files = [...new Set(listPlaces(result).map(({ file }) => file))];
  const located = new Map(
    await Promise.all(files.map(async (file) => [file, await locate(resolve(cwd, file), top)] as const)),
  );
  return (place) => {
    const file = located.get(place.file);
    return file === undefined ? undefined : { ...place, file };
  };
}

function listPlaces({ instances }: RunResult): readonly FoundPlace[] {
  const steps = instances.flatMap((one) => one.steps);
  const passes = steps.flatMap(({ pass }) => pass ?? []);
  const all = [
    ...passes.flatMap(({ states, problems }) => [...states, ...problems]),
    ...steps.flatMap((s) => s.checks),
  ];
  return all.flatMap(({ place }) => place ?? []);
}

async function locate(path: string, top: string): Promise<string | undefined> {
  // What git has is the file that a link leads to.
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined || !real.startsWith(`${top}${sep}`)) return undefined;
  const own = await findWorkTree(dirname(real));
  if (own !== undefined && own !== top) return undefined;
  return relative(top, real).split(sep).join('/');
}
