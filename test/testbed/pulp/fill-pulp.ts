import { randomUUID } from 'node:crypto';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openPulp, type Pulp } from '../../../src/base/pulp/open-pulp.ts';
import { readAccess } from '../../../src/base/pulp/read-access.ts';
import type { PulpAddress } from './start-pulp.ts';

/** A repository of Pulp that mirrors a folder. */
export interface MirroredRepository {
  /** As it was asked for. */
  readonly name: string;
  readonly href: string;
  /**
   * Has Pulp take what lies in the folder now, or in another one, as a mirror that keeps metadata byte for byte. Gives
   * hrefs. Throws what Pulp says.
   */
  sync(folder?: string): Promise<{ readonly version: string; readonly publication: string }>;
}

const repositorySchema = z.object({ latest_version_href: z.string() });

/** The API of a Pulp of the testbed, for what a test does there. */
export async function talkTo({ url, user, password }: PulpAddress): Promise<Pulp> {
  const keys = { url, 'user-env': 'PULP_USER', 'password-env': 'PULP_PASSWORD' };
  return openPulp(await readAccess(keys, { PULP_USER: user, PULP_PASSWORD: password }));
}

/**
 * Makes a repository in Pulp for each name, from a folder of RPMs with `repodata/`, and synchronizes it once. New RPMs come
 * by `sync` after `createrepo_c` was run in that folder.
 */
export async function fillPulp(
  address: PulpAddress,
  folders: Readonly<Record<string, string>>,
): Promise<readonly MirroredRepository[]> {
  const pulp = await talkTo(address);
  const made = [];
  for (const [name, folder] of Object.entries(folders)) {
    const repository = await makeRepository(pulp, { name, folder, imports: address.imports });
    await repository.sync();
    made.push(repository);
  }
  return made;
}

interface Mirroring {
  readonly name: string;
  readonly folder: string;
  /** Where Pulp may read from. */
  readonly imports: string;
}

async function makeRepository(pulp: Pulp, { name, folder, imports }: Mirroring): Promise<MirroredRepository> {
  const { signal } = new AbortController();
  const place = join(imports, randomUUID());
  const post = (path: string, body: unknown): Promise<readonly string[]> =>
    pulp.change({ method: 'POST', path, body, signal });
  const [href = ''] = await post('repositories/rpm/rpm/', { name });
  const [remote] = await post('remotes/rpm/rpm/', { name, url: `file://${place}/`, policy: 'immediate' });
  return {
    name,
    href,
    async sync(from = folder) {
      await rm(place, { recursive: true, force: true });
      await mkdir(place, { recursive: true });
      await cp(from, place, { recursive: true });
      const made = await post(`${href}sync/`, { remote, sync_policy: 'mirror_complete', optimize: false });
      const now = await pulp.read(href, repositorySchema, signal);
      const publication = made.find((one) => one.includes('/publications/')) ?? '';
      return { version: now?.latest_version_href ?? '', publication };
    },
  };
}
