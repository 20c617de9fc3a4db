import { freezeChannel, unfreezeChannel, type FreezeOptions } from '../../app/gate/freeze-channel.ts';
import { formatTime } from '../../base/time/format-time.ts';
import type { Command } from '../answer.ts';

/** Stops a channel, or all of them. */
export const freeze: Command<FreezeOptions> = async (app, options) => {
  const frozen = await freezeChannel(app, options);
  const { channel, by, reason, until } = frozen;
  const end = until === undefined ? 'until it is lifted' : `until ${formatTime(until)} UTC`;
  return {
    exitCode: 0,
    data: { ...frozen, channel: channel ?? null },
    lines: [`${nameOf(channel)} frozen by ${by} ${end}: ${reason}`],
    talk: [`lift it with \`saltern unfreeze${channel === undefined ? '' : ` --channel ${channel}`}\``],
  };
};

/** Lets a channel, or all of them, go. */
export const unfreeze: Command<Omit<FreezeOptions, 'until'>> = async (app, options) => {
  const { channel } = await unfreezeChannel(app, options);
  return { exitCode: 0, data: { channel: channel ?? null }, lines: [`${nameOf(channel)} no longer frozen`] };
};

function nameOf(channel: string | undefined): string {
  return channel === undefined ? 'all channels are' : `${channel} is`;
}
