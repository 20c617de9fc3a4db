import { createHash } from 'node:crypto';
import { BaseError } from '../../../base/error/base-error.ts';
import { type Distribution, distributionSchema } from '../../../base/pulp/distribution.ts';
import { DISTRIBUTIONS, findDistribution } from '../../../base/pulp/find-distribution.ts';
import { readServed } from '../../../base/pulp/read-served.ts';
import { waitUntil } from '../../../base/wait/wait-until.ts';
import { REPOMD } from '../../../contract/source.ts';
import type { CarryContext } from './carry-out.ts';
import { failed, type MoveStep } from './plan-move.ts';

/** Milliseconds in which content servers are expected to know of a change: they keep answers for a while. */
const PATIENCE_MS = 30_000;

/** Sees that clients of a distribution get this very metadata. Throws `TARGET_FAILED`, BaseError `transfer`. */
export async function expectServed(distribution: Distribution, digest: string, context: CarryContext): Promise<void> {
  const { pulp, signal } = context;
  let served = '';
  const isServed = async (): Promise<true | undefined> => {
    const repomd = await readServed(pulp, { distribution, path: REPOMD }, signal);
    served = `sha256:${createHash('sha256').update(repomd).digest('hex')}`;
    return served === digest ? true : undefined;
  };
  if ((await waitUntil(isServed, { signal, timeoutMs: PATIENCE_MS, intervalMs: 200 })) !== undefined) return;
  throw failed(`'${distribution.name}' serves other metadata than the snapshot has (${served}, not ${digest})`, {
    hint: 'What was tested is not what Pulp has: take a new snapshot.',
  });
}

/**
 * Sees what a publication holds before anything points clients to it, by a distribution of our own that nobody knows of
 * and that is removed again. Throws `TARGET_FAILED`, BaseError `transfer`.
 */
export async function expectPublished({ before, after, digest }: MoveStep, context: CarryContext): Promise<void> {
  const { pulp, signal } = context;
  const name = `saltern-check-${before.name}`;
  const { publication, content_guard } = after;
  const left = await findDistribution(pulp, name, signal);
  if (left !== undefined) await pulp.change({ method: 'DELETE', path: left.pulp_href, signal });
  const body = { name, base_path: `saltern/check/${crypto.randomUUID()}`, hidden: true, publication, content_guard };
  const [path = ''] = await pulp.change({ method: 'POST', path: DISTRIBUTIONS, body, signal });
  try {
    const made = await pulp.read(path, distributionSchema, signal);
    if (made === undefined) throw new BaseError('transfer', `'${pulp.title}' made '${name}' and does not have it`);
    await expectServed(made, digest, context);
  } finally {
    // One that stays is found and removed by the next move.
    await pulp.change({ method: 'DELETE', path, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined);
  }
}
