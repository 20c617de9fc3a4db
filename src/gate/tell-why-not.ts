import { isMet, type GateDecision } from '../contract/decision.ts';
import { tellUnmet } from '../contract/tell-unmet.ts';

/**
 * What keeps a channel from moving, in one line: first what no time mends, then the worst of the requirements that are not
 * met, and only then what passes by itself, such as a soak: whoever reads that a snapshot soaks does not look for what
 * failed on it. Empty where nothing keeps it. Pure.
 */
export function tellWhyNot({ requirements, blocks }: Pick<GateDecision, 'requirements' | 'blocks'>): string {
  const lasting = blocks.find(({ isPassing }) => !isPassing);
  if (lasting !== undefined) return lasting.reason;
  const unmet = requirements.filter(({ kind }) => !isMet(kind));
  return unmet.length > 0 ? tellUnmet(unmet) : (blocks[0]?.reason ?? '');
}
