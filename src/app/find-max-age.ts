import { loadPolicy } from '../gate/load-policy.ts';

/** The channel that counts where nobody names one. */
const USUAL_CHANNEL = 'stable';

/**
 * How long the policy lets a result count for a channel, milliseconds. Undefined: it does not age, the policy has no such
 * channel, or it cannot be read, which is for the gate to say. Default channel: `stable`.
 */
export async function findMaxAge(gateFile: string, channel: string = USUAL_CHANNEL): Promise<number | undefined> {
  const policy = await loadPolicy(gateFile, '/').catch(() => undefined);
  return policy?.channels[channel]?.maxAgeMs;
}
