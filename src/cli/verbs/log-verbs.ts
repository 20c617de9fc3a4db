import type { Command } from 'commander';
import type { VerbTools } from './declare-verb.ts';

/** Verbs on what was decided, and on what stops promotions. `gate`: the group that some belong to. */
export function addLogVerbs({ verb, act, look, group }: VerbTools, gate: Command): void {
  withRoot(
    verb(
      'explain <decision>',
      'Make a decision of the log again, from what was kept of it, and say what it rests on.',
      'saltern gate explain latest',
      gate,
    ).option('--channel <name>', 'with latest: of this channel (default: any)'),
  ).action(look(async () => (await import('../commands/gate-explain.ts')).explain));
  verb(
    'status',
    'Say where each channel is, and what keeps the newest snapshot out of it.',
    'saltern gate status',
    gate,
  ).action(look(async () => (await import('../commands/gate-status.ts')).status));
  withRoot(
    verb('log', 'Show what was decided and done, the newest last.', 'saltern gate log --limit 20', gate)
      .option('--channel <name>', 'only what is about this channel (default: all)')
      .option('--limit <n>', 'how many of the newest lines (default: 30)'),
  ).action(look(async () => (await import('../commands/gate-log.ts')).log));
  const audit = group('audit', 'The log of decisions itself.');
  withRoot(
    verb('verify', 'Say whether the log of decisions is what was written.', 'saltern audit verify', audit),
  ).action(look(async () => (await import('../commands/audit.ts')).verify));
  withRoot(
    verb('freeze', 'Stop a channel, or all: nothing moves it any more.', "saltern freeze --reason 'the shop is full'")
      .option('--channel <name>', 'channel to stop (default: all)')
      .option('--reason <text>', 'why; needed')
      .option(
        '--until <time>',
        'when it ends: 7d, 36h, or a time such as 2026-12-27T06:00Z (default: when it is lifted)',
      ),
  ).action(act(async () => (await import('../commands/freeze.ts')).freeze));
  withRoot(
    verb('unfreeze', 'Lift the freeze of a channel, or the one of all.', 'saltern unfreeze')
      .option('--channel <name>', 'channel to let go (default: the freeze of all)')
      .option('--reason <text>', 'why, for the log'),
  ).action(act(async () => (await import('../commands/freeze.ts')).unfreeze));
  verb(
    'last-good',
    'Say which snapshot is the newest that is known to be good, as a whole and for each formula and platform.',
    'saltern last-good',
  ).action(look(async () => (await import('../commands/last-good.ts')).lastGood));
}

/** For when the project is broken, or not at hand. */
function withRoot(command: Command): Command {
  return command.option('--root <folder>', "snapshot root; no project is read then (default: the project's)");
}
