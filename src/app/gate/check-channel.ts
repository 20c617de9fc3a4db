import { checkSnapshot, type JudgedSnapshot, type JudgeOptions } from '../judge-snapshot.ts';
import type { Services } from '../services.ts';
import type { FleetTroubles } from '../tell-fleet.ts';
import { taintPromoted, type TaintedChannel } from './taint-promoted.ts';

/** A decision, with what the check found of where the channel is. */
export interface CheckedChannel extends JudgedSnapshot, FleetTroubles {
  /** Whether another time or another policy was asked for: then nothing was logged. */
  readonly isWhatIf: boolean;
  /** What failed there since it was promoted. Default: nothing that was not known. */
  readonly tainted?: TaintedChannel;
}

/**
 * Decides as `checkSnapshot` does, after a look at what is promoted already: a channel that is stopped by that does not
 * move. Throws what both throw.
 */
export async function checkChannel(services: Services, options: JudgeOptions): Promise<CheckedChannel> {
  // What if: nothing is stopped by it.
  const isWhatIf = options.at !== undefined || options.policy !== undefined;
  const tainted = isWhatIf ? undefined : await taintPromoted(services, options);
  const checked = await checkSnapshot(services, options);
  return { ...checked, ...(tainted === undefined ? {} : { tainted }) };
}
