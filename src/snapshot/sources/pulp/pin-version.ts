import { z } from 'zod';
import { BaseError } from '../../../base/error/base-error.ts';
import { type Distribution, distributionSchema } from '../../../base/pulp/distribution.ts';
import { DISTRIBUTIONS, findDistribution, findGuard } from '../../../base/pulp/find-distribution.ts';
import type { Pulp } from '../../../base/pulp/open-pulp.ts';

/** A repository version whose publication is served where nobody moves it. */
export interface PinnedVersion {
  /** Hrefs. */
  readonly version: string;
  readonly publication: string;
  readonly distribution: Distribution;
}

export interface PinContext {
  readonly pulp: Pulp;
  /** Name of the content guard. Default: whatever there is. */
  readonly guard: string | undefined;
  readonly signal: AbortSignal;
}

const repositorySchema = z.object({ pulp_href: z.string(), name: z.string(), latest_version_href: z.string() });

type Repository = z.infer<typeof repositorySchema>;

const publicationSchema = z.object({ pulp_href: z.string(), pulp_created: z.string() });

/**
 * Points a distribution of our own to the newest publication of a repository's latest version, which is made where there is
 * none. One that follows its repository would serve something else as soon as somebody synchronizes. `repository` is a
 * name or an href. Throws BaseError `transfer`.
 */
export async function pinVersion(repository: string, context: PinContext): Promise<PinnedVersion> {
  const found = await findRepository(repository, context);
  const version = found.latest_version_href;
  const publication = (await findPublication(version, context)) ?? (await publish(version, context));
  return { version, publication, distribution: await serve(found, publication, context) };
}

async function findRepository(repository: string, { pulp, signal }: PinContext): Promise<Repository> {
  const found = repository.startsWith('/')
    ? await pulp.read(repository, repositorySchema, signal)
    : (await pulp.list('repositories/rpm/rpm/', { name: repository }, { schema: repositorySchema, signal }))[0];
  if (found === undefined) {
    throw new BaseError('transfer', `'${pulp.title}' has no RPM repository '${repository}'`, {
      hint: "Make it in Pulp, or name one that is there under 'repositories'.",
    });
  }
  if (!found.latest_version_href.endsWith('/versions/0/')) return found;
  throw new BaseError('transfer', `The repository '${repository}' of '${pulp.title}' is empty`, {
    hint: 'Synchronize it first, or add packages to it.',
  });
}

async function findPublication(version: string, { pulp, signal }: PinContext): Promise<string | undefined> {
  const query = { repository_version: version };
  const found = await pulp.list('publications/rpm/rpm/', query, { schema: publicationSchema, signal });
  return found.toSorted((a, b) => (a.pulp_created < b.pulp_created ? 1 : -1))[0]?.pulp_href;
}

async function publish(version: string, { pulp, signal }: PinContext): Promise<string> {
  const path = 'publications/rpm/rpm/';
  const [made] = await pulp.change({ method: 'POST', path, body: { repository_version: version }, signal });
  if (made !== undefined) return made;
  throw new BaseError('transfer', `'${pulp.title}' published '${version}' and does not say where`);
}

async function serve(repository: Repository, publication: string, context: PinContext): Promise<Distribution> {
  const { pulp, signal } = context;
  const guard = context.guard === undefined ? undefined : await findGuard(pulp, context.guard, signal);
  const name = `saltern-source-${repository.name}`;
  const there = await findDistribution(pulp, name, signal);
  const wanted = { publication, ...(guard === undefined ? {} : { content_guard: guard }) };
  if (there === undefined) return await make(repository, { name, hidden: true, ...wanted }, context);
  if (there.publication === publication && (guard === undefined || there.content_guard === guard)) return there;
  const body = { ...wanted, repository: null, repository_version: null };
  await pulp.change({ method: 'PATCH', path: there.pulp_href, body, signal });
  return { ...there, ...wanted };
}

async function make(
  { name, pulp_href: href }: Repository,
  body: { readonly name: string; readonly publication: string; readonly hidden: boolean },
  { pulp, signal }: PinContext,
): Promise<Distribution> {
  // Names in Pulp are any text; the end of its id tells apart what looks alike.
  const path = `saltern/source/${name.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}-${href.slice(-13, -1)}`;
  const [made] = await pulp.change({ method: 'POST', path: DISTRIBUTIONS, body: { ...body, base_path: path }, signal });
  const found = made === undefined ? undefined : await pulp.read(made, distributionSchema, signal);
  if (found !== undefined) return found;
  throw new BaseError('transfer', `'${pulp.title}' made the distribution '${body.name}' and does not have it`);
}
