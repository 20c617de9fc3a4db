import { promote, type Promotion } from '../gate/promote.ts';
import { judgeSnapshot, type JudgedSnapshot, type JudgeOptions } from './judge-snapshot.ts';
import type { Services } from './services.ts';

/** Decides anew, and moves the channel only when the decision is to promote. Throws `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_DAMAGED`, `BUSY`. */
export async function promoteSnapshot(
  services: Services,
  options: JudgeOptions,
): Promise<JudgedSnapshot & { readonly promotion: Promotion }> {
  const judged = await judgeSnapshot(services, options);
  const { root, decision } = judged;
  const promotion = await promote({
    root,
    channel: options.channel,
    decision,
    snapshot: decision.snapshot,
    by: services.user,
    now: new Date(services.now()),
  });
  return { ...judged, promotion };
}
