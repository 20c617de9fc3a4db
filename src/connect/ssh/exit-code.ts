import { constants } from 'node:os';
import type { ChannelExit } from './channel.ts';

const SIGNALS: Readonly<Record<string, number>> = constants.signals;

/** The exit code as a shell gives it: 128 plus the signal's number when a signal ended the command. */
export function exitCode(exit: ChannelExit): number {
  return 'code' in exit ? exit.code : 128 + (SIGNALS[exit.signal] ?? 0);
}
