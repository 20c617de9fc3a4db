import { didYouMean } from '../../base/text/did-you-mean.ts';
import { findChannelNameTrouble } from '../../contract/channel-name.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Freeze } from '../../contract/gate-records.ts';
import { isFrozen } from '../../gate/find-stop.ts';
import type { Services } from '../services.ts';
import { readMoment } from './read-moment.ts';
import { findGateRoot, type GateRootOptions } from './find-gate-root.ts';

export interface FreezeOptions extends GateRootOptions {
  /** Default: all channels. */
  readonly channel?: string;
  /** Why, one line; not empty. */
  readonly reason?: string;
  /** When it ends: a time, or how long from now. Default: when somebody lifts it. */
  readonly until?: string;
}

/**
 * The stop button: nothing moves the channel, from any machine, until it is lifted or over. `before`: the freeze of the same
 * in whose place it is. Throws `USAGE` for an empty reason and an end that is none, `BUSY`, `SNAPSHOT_SOURCE`, `NO_SPACE`.
 */
export async function freezeChannel(
  services: Services,
  options: FreezeOptions,
): Promise<{ readonly frozen: Freeze; readonly before: Freeze | undefined }> {
  const now = new Date(services.now());
  const reason = expectReason(options.reason, "saltern freeze --reason 'the shop is full'");
  const channel = expectChannel(options.channel);
  const until = options.until === undefined ? {} : { until: parseEnd(options.until, now) };
  const freeze = { channel, by: services.user, at: now.toISOString(), reason, ...until };
  const { root } = await findGateRoot(services, options);
  const { freezes } = await root.readStops();
  // A promotion that reads a large snapshot holds the lock for minutes, and looks once more before it moves.
  await root.announceFreeze(freeze);
  await root
    .lock(() => root.putFreeze(freeze))
    .catch((error: unknown) => {
      services.tell(`${channel ?? 'every channel'} is frozen, but the log does not have it: freeze again`);
      throw error;
    });
  const channels = channel === undefined ? [] : Object.keys(await root.channels());
  if (channel !== undefined && !channels.includes(channel)) {
    const near = didYouMean(channel, channels);
    services.tell(`it is frozen all the same: there is no channel '${channel}' yet${near}`);
  }
  return {
    frozen: freeze,
    before: freezes.find((one) => one.channel === channel && isFrozen(one, channel ?? '', now)),
  };
}

/** Lifts a freeze. Throws `USAGE` where there is none, `BUSY`, `SNAPSHOT_SOURCE`. */
export async function unfreezeChannel(
  services: Services,
  options: Omit<FreezeOptions, 'until'>,
): Promise<Pick<Freeze, 'channel'>> {
  const channel = expectChannel(options.channel);
  const made = { by: services.user, at: new Date(services.now()).toISOString(), reason: options.reason?.trim() ?? '' };
  const { root } = await findGateRoot(services, options);
  if (await root.lock(() => root.removeFreeze(channel, made))) return { channel };
  const { freezes } = await root.readStops();
  const hasOwn = freezes.some((one) => one.channel !== undefined);
  const others = freezes.map((one) => (one.channel === undefined ? 'all channels' : `'${one.channel}'`)).join(', ');
  throw new SalternError(
    'USAGE',
    others === ''
      ? 'There is no freeze to lift: no channel is frozen'
      : `${channel === undefined ? 'No freeze is on all channels' : `'${channel}' is not frozen by itself`}`,
    others === ''
      ? {}
      : { hint: `What is frozen: ${others}. \`saltern unfreeze${hasOwn ? ' --channel NAME' : ''}\` lifts it.` },
  );
}

function expectReason(reason: string | undefined, example: string): string {
  const said = reason?.trim().replaceAll(/\s+/g, ' ') ?? '';
  if (said !== '') return said;
  throw new SalternError('USAGE', 'A freeze needs a reason', { hint: `Say why: ${example}. It stands in the log.` });
}

/** Its name becomes a file's. */
function expectChannel(channel: string | undefined): string | undefined {
  const trouble = channel === undefined ? undefined : findChannelNameTrouble(channel);
  if (trouble === undefined) return channel;
  throw new SalternError('USAGE', trouble, { hint: 'Leave --channel out to stop all of them.' });
}

/** ISO 8601 UTC. */
function parseEnd(text: string, now: Date): string {
  const end = readMoment(text, now.getTime());
  if (end > now.getTime()) return new Date(end).toISOString();
  throw new SalternError('USAGE', `'--until ${text}' is over already`, { hint: 'Say a time that is to come.' });
}
