import { readFile } from 'node:fs/promises';

/**
 * What `changed: auto` compares with: the commit that a pull request or a merge group wants to go to. Undefined for
 * every other event: then everything is tested.
 */
export async function findBase(eventFile: string | undefined): Promise<string | undefined> {
  if (eventFile === undefined) return undefined;
  const event: unknown = JSON.parse(await readFile(eventFile, 'utf8'));
  const base = at(event, 'pull_request', 'base', 'sha') ?? at(event, 'merge_group', 'base_sha');
  return typeof base === 'string' && /^[0-9a-f]{40,64}$/.test(base) ? base : undefined;
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}
