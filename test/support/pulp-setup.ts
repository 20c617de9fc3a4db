import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { TakenMember } from '../../src/contract/target.ts';
import { fillPulp } from '../testbed/pulp/fill-pulp.ts';
import { type PulpAddress, startPulp } from '../testbed/pulp/start-pulp.ts';
import { writeTinyRepository } from './tiny-repository.ts';

/** The Pulp of the project `pulp`, and what was taken from it. */
export interface FilledPulp extends PulpAddress {
  /** Members `base` and `extras` of three snapshots by their ids. */
  readonly taken: Readonly<Record<string, readonly TakenMember[]>>;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** What all tests of the project `pulp` share; undefined in other projects. */
    readonly pulp: FilledPulp | undefined;
  }
}

/** Ids of the snapshots, as the contract suite of targets has them. */
const IDS = ['20261122T013000', '20261123T013000', '20261124T013000'];

/** Starts Pulp once for all files of a project; ends it after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPulp();
  const { url, content, user, password, imports, media } = server;
  const address = { url, content, user, password, imports, media };
  project.provide('pulp', { ...address, taken: await takeThree(address) });
  return async () => await server[Symbol.asyncDispose]();
}

async function takeThree(address: PulpAddress): Promise<FilledPulp['taken']> {
  const folder = await mkdtemp(join(tmpdir(), 'saltern-taken-'));
  const folderOf = (name: string): string => join(folder, `${name}-latest`);
  const write = async (version: number): Promise<void> => {
    await writeTinyRepository(folder, 'base', [{ name: 'chrony', version: `4.${version}` }]);
    await writeTinyRepository(folder, 'extras', [{ name: 'tree', version: `2.${version}` }]);
  };
  await write(0);
  const repositories = await fillPulp(address, { base: folderOf('base'), extras: folderOf('extras') });
  const taken: Record<string, readonly TakenMember[]> = {};
  for (const [position, id] of IDS.entries()) {
    await write(position + 1);
    const members = repositories.map(async ({ name, sync }) => {
      const repomd = await readFile(join(folderOf(name), 'repodata/repomd.xml'));
      const metadataDigest = `sha256:${createHash('sha256').update(repomd).digest('hex')}`;
      return { name, metadataDigest, origin: { source: 'pulp', ref: (await sync()).publication } };
    });
    taken[id] = await Promise.all(members);
  }
  await rm(folder, { recursive: true });
  return taken;
}
