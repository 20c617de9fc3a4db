import { rollbackChannel, type RollbackChannelOptions } from '../../app/rollback-channel.ts';
import type { Command } from '../answer.ts';
import { tellTroubles } from '../tell-troubles.ts';

/** Moves a channel back to where it was; exit 1 when refused. */
export const rollback: Command<RollbackChannelOptions> = async (app, options) => {
  const rolled = await rollbackChannel(app, options);
  const { rollback: move, decision } = rolled;
  const data = { rollback: move, decision };
  const trouble = tellTroubles(app, rolled.troubles);
  const talk = move.notes;
  switch (move.kind) {
    case 'promoted': {
      const was = move.from === undefined ? '' : ` (was ${move.from})`;
      return { exitCode: trouble, data, lines: [`${move.channel} is back at ${move.to}${was}`], talk };
    }
    case 'unchanged':
      return { exitCode: trouble, data, lines: [`${move.channel} is already at ${move.to}`], talk };
    case 'refused': {
      const stays = move.from === undefined ? 'does not exist' : `stays at ${move.from}`;
      return {
        exitCode: 1,
        data,
        lines: [],
        talk: [...talk, `not rolled back: ${move.reason}; ${move.channel} ${stays}`],
      };
    }
    default:
      return move satisfies never;
  }
};
