import { promote, type Promotion } from '../gate/promote.ts';
import { judgeSnapshot, type JudgedSnapshot, type JudgeOptions } from './judge-snapshot.ts';
import type { Services } from './services.ts';
import { tellFleet, type FleetTroubles } from './tell-fleet.ts';

/** Decides anew, and moves the channel only when the decision is to promote. Throws `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_DAMAGED`, `BUSY`. */
export async function promoteSnapshot(
  services: Services,
  options: JudgeOptions,
): Promise<JudgedSnapshot & FleetTroubles & { readonly promotion: Promotion }> {
  const { channel, listener } = options;
  const judged = await judgeSnapshot(services, options);
  const { project, root, decision } = judged;
  const about = { root, channel, decision, snapshot: decision.snapshot, by: services.user };
  const now = new Date(services.now());
  const { value, troubles } = await tellFleet(services, { project, root, listener }, (emit) =>
    promote({ ...about, now, emit }),
  );
  return { ...judged, promotion: value, troubles };
}
