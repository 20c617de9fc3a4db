import { freezeChannel, unfreezeChannel, type FreezeOptions } from '../../app/gate/freeze-channel.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import type { Freeze } from '../../contract/gate-records.ts';
import type { Command } from '../answer.ts';

/** Stops a channel, or all of them. */
export const freeze: Command<FreezeOptions> = async (app, options) => {
  const { frozen, before } = await freezeChannel(app, options);
  const { channel, by, reason } = frozen;
  return {
    exitCode: 0,
    data: { ...frozen, channel: channel ?? null },
    lines: [`${nameOf(channel)} frozen by ${by} ${endOf(frozen)}: ${reason}`],
    talk: [
      ...(before === undefined ? [] : [`in place of the freeze by ${before.by} ${endOf(before)}: ${before.reason}`]),
      `lift it with \`saltern unfreeze${channel === undefined ? '' : ` --channel ${channel}`}\``,
    ],
  };
};

function endOf({ until }: Pick<Freeze, 'until'>): string {
  return until === undefined ? 'until it is lifted' : `until ${formatLongTime(until)}`;
}

/** Lets a channel, or all of them, go. */
export const unfreeze: Command<Omit<FreezeOptions, 'until'>> = async (app, options) => {
  const { channel } = await unfreezeChannel(app, options);
  return { exitCode: 0, data: { channel: channel ?? null }, lines: [`${nameOf(channel)} no longer frozen`] };
};

function nameOf(channel: string | undefined): string {
  return channel === undefined ? 'all channels are' : `${channel} is`;
}
