import { z } from 'zod';
import type { Pulp } from '../../../base/pulp/open-pulp.ts';
import { failed } from './failed.ts';

/** A member that no repository of Pulp was the source of. */
export interface DerivedMember {
  /** Id of the snapshot. */
  readonly snapshot: string;
  readonly member: string;
  /** Where Pulp reads the folder of snapshots. */
  readonly from: string;
}

const hrefSchema = z.object({ pulp_href: z.string() });
const repositorySchema = z.object({ pulp_href: z.string(), latest_version_href: z.string() });

const REPOSITORIES = 'repositories/rpm/rpm/';
const REMOTES = 'remotes/rpm/rpm/';
const PUBLICATIONS = 'publications/rpm/rpm/';

/**
 * Has Pulp take a member from the snapshot itself, into a repository of its own, as a mirror that keeps metadata byte for
 * byte. Gives the href of the publication; done before, nothing is done again. Throws `TARGET_FAILED`, BaseError
 * `transfer`.
 */
export async function publishDerived(derived: DerivedMember, pulp: Pulp, signal: AbortSignal): Promise<string> {
  const { snapshot, member, from } = derived;
  const name = `saltern-${snapshot}-${member}`;
  const url = `${from.replace(/\/+$/, '')}/${snapshot}/${member}/`;
  const repository = await findOrMake(pulp, { path: REPOSITORIES, body: { name }, signal });
  const before = await findPublication(pulp, repository, signal);
  if (before !== undefined) return before;
  const remote = await findOrMake(pulp, { path: REMOTES, body: { name, url, policy: 'immediate' }, signal });
  const body = { remote, sync_policy: 'mirror_complete', optimize: false };
  await pulp.change({ method: 'POST', path: `${repository}sync/`, body, signal });
  const made = await findPublication(pulp, repository, signal);
  if (made !== undefined) return made;
  throw failed(`'${pulp.title}' has read '${url}' and published nothing of it`, {
    hint: `Look at the repository '${name}' there.`,
  });
}

interface Wanted {
  readonly path: string;
  readonly body: Readonly<Record<string, string>> & { readonly name: string };
  readonly signal: AbortSignal;
}

async function findOrMake(pulp: Pulp, { path, body, signal }: Wanted): Promise<string> {
  const [found] = await pulp.list(path, { name: body.name }, { schema: hrefSchema, signal });
  const [href] = found === undefined ? await pulp.change({ method: 'POST', path, body, signal }) : [found.pulp_href];
  if (href === undefined) throw failed(`'${pulp.title}' made '${body.name}' and does not say where`);
  return href;
}

/** Of the newest version; a mirror's is made while it is synchronized. */
async function findPublication(pulp: Pulp, repository: string, signal: AbortSignal): Promise<string | undefined> {
  const now = await pulp.read(repository, repositorySchema, signal);
  if (now === undefined || now.latest_version_href.endsWith('/versions/0/')) return undefined;
  const query = { repository_version: now.latest_version_href };
  const [found] = await pulp.list(PUBLICATIONS, query, { schema: hrefSchema, signal });
  return found?.pulp_href;
}
