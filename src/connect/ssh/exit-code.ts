import { constants } from 'node:os';
import type { ChannelExit } from './channel.ts';

const SIGNALS: Readonly<Record<string, number>> = constants.signals;

/** As a shell tells it: 128 and the signal's number when a signal ended it. */
export function exitCode(exit: ChannelExit): number {
  return 'code' in exit ? exit.code : 128 + (SIGNALS[exit.signal] ?? 0);
}
