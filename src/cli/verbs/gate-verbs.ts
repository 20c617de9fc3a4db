import { Option } from 'commander';
import { VERIFY_DEPTHS } from '../../contract/snapshot.ts';
import type { VerbGroup } from './declare-verb.ts';
import { addLogVerbs } from './log-verbs.ts';

/** Verbs that decide, and act on what was decided. */
export const addGateVerbs: VerbGroup = ({ verb, act, look, group }) => {
  const gate = group('gate', 'Decide from evidence whether a snapshot may be promoted.');
  verb(
    'check',
    'Say whether a snapshot may be promoted, and if not, why.',
    'saltern gate check --snapshot latest',
    gate,
  )
    .option('--snapshot <id>', 'snapshot to judge: an id, latest, last-good or a channel (default: latest)')
    .option('--channel <name>', 'channel to judge for', 'stable')
    .option('--lane <name>', "judge by the rules of this lane of the channel (default: the channel's own)")
    .option('--at <time>', 'what if it were then: 2026-12-01T10:00Z, or a time ahead such as 7d; not logged')
    .option('--policy <file>', 'what if this were the policy; not logged')
    .action(look(async () => (await import('../commands/gate.ts')).check));
  addLogVerbs({ verb, act, look, group }, gate);
  verb(
    'promote',
    'Move a channel to a snapshot, if the gate says promote.',
    'saltern promote --channel quarterly --snapshot last-good',
  )
    .option('--snapshot <id>', 'snapshot to promote: an id, latest, last-good or a channel (default: latest)')
    .option('--channel <name>', 'channel to move', 'stable')
    .option('--lane <name>', "promote by the rules of this lane of the channel (default: the channel's own)")
    .option('--to-older <reason>', 'move it back to an older snapshot, and log why')
    .addOption(
      new Option('--verify <depth>', 'packages to read: those changed since they were read last, or all of them')
        .choices(VERIFY_DEPTHS)
        .default('changed'),
    )
    .action(act(async () => (await import('../commands/gate.ts')).promote));
};
