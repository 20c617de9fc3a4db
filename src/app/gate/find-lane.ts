import { z } from 'zod';
import { isMet, USUAL_LANE } from '../../contract/decision.ts';
import type { Arrival, ChannelDebt } from '../../contract/gate-status.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import { decideGate } from '../../gate/decide-gate.ts';
import { gatherEvidence, type GatherOptions } from '../gather-evidence.ts';
import type { Services } from '../services.ts';

const keptSchema = z.object({
  decision: z.object({
    lane: z.string(),
    owed: z.object({ until: z.iso.datetime(), instances: z.array(z.string()) }).optional(),
  }),
});

/** How a channel came where it is. */
export interface LaneOfArrival {
  /** Undefined: by the channel's own rules, or the log does not say. */
  readonly lane: string | undefined;
  /** What that lane left to be proved after, and is not proved yet. Default: nothing. */
  readonly debt?: ChannelDebt;
}

/** By which lane a channel came where it is, and what of that is still owed. Throws what `gatherEvidence` throws. */
export async function findLane(
  services: Services,
  options: GatherOptions,
  { root, at }: { readonly root: SnapshotRoot; readonly at: Arrival | undefined },
): Promise<LaneOfArrival> {
  const { channel } = options;
  const entry = (await root.readAudit()).lines.find(({ number }) => number === at?.line);
  if (at === undefined || entry?.kind !== 'decision' || entry.entry.inputs === undefined) return { lane: undefined };
  const kept = keptSchema.safeParse(await root.readDecision(entry.entry.inputs).catch(() => undefined));
  if (!kept.success || kept.data.decision.lane === USUAL_LANE) return { lane: undefined };
  const { lane, owed } = kept.data.decision;
  if (owed === undefined) return { lane };
  // By the channel's own rules, as things are now.
  const { input } = await gatherEvidence(services, { ...options, snapshot: at.id });
  const open = decideGate(input).requirements.filter(({ kind }) => !isMet(kind));
  const instances = open.map(({ instance }) => instance).filter((name) => owed.instances.includes(name));
  return instances.length === 0
    ? { lane }
    : { lane, debt: { channel, lane, snapshot: at.id, until: owed.until, instances } };
}
