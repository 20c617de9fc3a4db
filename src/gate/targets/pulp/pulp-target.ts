import { isDeepStrictEqual } from 'node:util';
import { UnreadableError } from '../../../base/error/unreadable-error.ts';
import { openPulp, type Pulp } from '../../../base/pulp/open-pulp.ts';
import { readAccess } from '../../../base/pulp/read-access.ts';
import type { Target } from '../../../contract/target.ts';
import { withCode } from '../../../contract/with-code.ts';
import type { TargetPlace } from '../index.ts';
import { carryOut, setState, stateOf } from './carry-out.ts';
import type { PulpTargetConfig } from './config.ts';
import { expectPublished } from './expect-served.ts';
import { readLabels, servedBefore, withoutLabels } from './labels.ts';
import { failed } from './failed.ts';
import { findDistributions, planMove } from './plan-move.ts';

/**
 * Distributions of a Pulp 3, which are pointed to the publications that a snapshot was taken from, never to what is
 * latest. They say themselves, in labels, where they are.
 */
export function pulpTarget(config: PulpTargetConfig, { environment }: Pick<TargetPlace, 'environment'>): Target {
  const open = async (): Promise<Pulp> => openPulp(await readAccess(config, environment));
  return {
    name: 'pulp',
    title: config.url,
    places: Object.values(config.distributions).map((name) => `${config.url} ${name}`),
    at: (channel, { signal }) =>
      explain(signal, async () => {
        const found = await findDistributions(config, { pulp: await open(), signal });
        const moves = found.map(({ distribution }) => ({ last: readLabels(distribution), distribution }));
        const ids = new Set(moves.map(({ last }) => last?.snapshot));
        const [id] = ids;
        const isMoved = moves.some(
          ({ last, distribution }) =>
            last && (last.publication !== distribution.publication || last.channel !== channel),
        );
        return ids.size > 1 || isMoved ? { kind: 'mixed' } : { kind: 'at', id };
      }),
    move: (move, context) =>
      explain(context.signal, async () => {
        const pulp = await open();
        const { signal } = context;
        const steps = await planMove(config, move, { ...context, pulp });
        const undone = steps.filter(({ before, after }) => !isDeepStrictEqual(stateOf(before), after));
        const isNew = ({ before, after }: (typeof undone)[number]): boolean => before.publication !== after.publication;
        await expectPublished(undone.filter(isNew), { pulp, signal });
        await carryOut(undone, { pulp, signal });
      }),
    remove: (move, { signal }) =>
      explain(signal, async () => {
        const pulp = await open();
        for (const { distribution } of await findDistributions(config, { pulp, signal })) {
          const last = readLabels(distribution);
          if (last?.channel !== move.channel || last.snapshot !== move.to.id || last.generation !== move.undoes)
            continue;
          const before = { ...servedBefore(distribution), pulp_labels: withoutLabels(distribution) };
          await setState(distribution, before, { pulp, signal });
        }
      }),
  };
}

async function explain<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UnreadableError) throw failed(error.message, { cause: error });
    throw withCode(error, 'TARGET_FAILED');
  }
}
