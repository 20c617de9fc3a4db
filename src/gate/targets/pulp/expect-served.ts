import { createHash } from 'node:crypto';
import { BaseError } from '../../../base/error/base-error.ts';
import { type Distribution, distributionSchema } from '../../../base/pulp/distribution.ts';
import { DISTRIBUTIONS, findDistribution } from '../../../base/pulp/find-distribution.ts';
import { readServed } from '../../../base/pulp/read-served.ts';
import { waitUntil } from '../../../base/wait/wait-until.ts';
import { REPOMD } from '../../../contract/source.ts';
import { failed } from './failed.ts';
import type { CarryContext, MoveStep } from './plan-move.ts';

/** Milliseconds in which content servers are expected to know of a change, which they are told of. */
const PATIENCE_MS = 5000;
/** Milliseconds for removing what is our own. */
const END_MS = 30_000;

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
 * Sees what publications hold before anything points clients to them, by a distribution of our own that nobody knows of and
 * that is removed again. Throws `TARGET_FAILED`, BaseError `transfer`.
 */
export async function expectPublished(steps: readonly MoveStep[], context: CarryContext): Promise<void> {
  const [first] = steps;
  if (first === undefined) return;
  const { pulp, signal } = context;
  const name = `saltern-check-${first.before.name}`;
  // One that stays behind is taken by the next move.
  const check = (await findDistribution(pulp, name, signal)) ?? (await makeCheck(name, first, context));
  try {
    for (const { publication, guard, digest } of listDistinct(steps)) {
      const body = { publication, content_guard: guard };
      await pulp.change({ method: 'PATCH', path: check.pulp_href, body, signal });
      await expectServed({ ...check, ...body }, digest, context);
    }
  } finally {
    const end = { path: check.pulp_href, signal: AbortSignal.timeout(END_MS) };
    await pulp.change({ method: 'DELETE', ...end }).catch(() => undefined);
  }
}

async function makeCheck(name: string, { after }: MoveStep, { pulp, signal }: CarryContext): Promise<Distribution> {
  const { publication, content_guard } = after;
  const body = { name, base_path: `saltern/check/${crypto.randomUUID()}`, hidden: true, publication, content_guard };
  const [path = ''] = await pulp.change({ method: 'POST', path: DISTRIBUTIONS, body, signal });
  const made = await pulp.read(path, distributionSchema, signal);
  if (made !== undefined) return made;
  throw new BaseError('transfer', `'${pulp.title}' made '${name}' and does not have it`);
}

interface Checked {
  readonly publication: string | null;
  readonly guard: string | null;
  readonly digest: string;
}

/** Several distributions may serve the same. */
function listDistinct(steps: readonly MoveStep[]): readonly Checked[] {
  const checked = steps.map(({ digest, after: { publication, content_guard: guard } }) => ({
    publication,
    guard,
    digest,
  }));
  return [...new Map(checked.map((one) => [JSON.stringify(one), one])).values()];
}
