import { z } from 'zod';
import { BaseError } from '../error/base-error.ts';
import { type Distribution, distributionSchema } from './distribution.ts';
import type { Pulp } from './open-pulp.ts';

export const DISTRIBUTIONS = 'distributions/rpm/rpm/';

/** The distribution of that name; undefined: there is none. Throws BaseError `transfer`. */
export async function findDistribution(
  pulp: Pulp,
  name: string,
  signal: AbortSignal,
): Promise<Distribution | undefined> {
  return (await pulp.list(DISTRIBUTIONS, { name }, { schema: distributionSchema, signal }))[0];
}

/** Href of the content guard of that name, of whatever kind. Throws BaseError `transfer` where there is none. */
export async function findGuard(pulp: Pulp, name: string, signal: AbortSignal): Promise<string> {
  const schema = z.object({ pulp_href: z.string() });
  const [guard] = await pulp.list('contentguards/', { name }, { schema, signal });
  if (guard !== undefined) return guard.pulp_href;
  throw new BaseError('transfer', `'${pulp.title}' has no content guard '${name}'`, {
    hint: 'Make it in Pulp, or name one that is there.',
  });
}
