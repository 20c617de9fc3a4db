import { Option } from 'commander';
import { collect, type VerbGroup } from './declare-verb.ts';

const EXPIRES = 'when it ends: 7d, or 2026-12-01; nothing is let pass for ever';
const NAME = 'name of the file';

/** Verbs that write files beside the policy, for people to review and commit. */
export const addGateRecordVerbs: VerbGroup = ({ verb, act }) => {
  verb(
    'waive <instance>',
    'Write a waiver: this failure of an instance, and no other, may pass for a while.',
    "saltern waive ops-time-default-centos-7 --reason 'mended upstream' --expires 7d",
  )
    .option('--reason <text>', 'why it may pass')
    .option('--expires <when>', EXPIRES)
    .option('--ticket <id>', 'where it is worked on')
    .option('--approver <name>', 'who else said yes (default: they add their name to the file)')
    .option('--snapshot <id>', 'the snapshot that it failed on, and the only one that is covered (default: latest)')
    .addOption(
      new Option('--channel <name>', 'cover whatever is judged for this channel, not only the snapshot').conflicts(
        'snapshot',
      ),
    )
    .option('--name <name>', `${NAME} (default: the instance's)`)
    .action(act(async () => (await import('../commands/gate-records.ts')).waive));
  verb(
    'hold <package>',
    'Write a hold: no snapshot with a newer package of this name is promoted for a while.',
    "saltern hold chrony --most 4.5-1.el9 --reason 'loses time' --expires 14d",
  )
    .option('--most <evr>', 'the newest [epoch:]version[-release] that is let through (default: none at all)')
    .option('--reason <text>', 'why it is held back')
    .option('--expires <when>', EXPIRES)
    .option('--member <name>', 'only in this repository of the snapshot; may be given several times', collect)
    .option('--name <name>', `${NAME} (default: the package's)`)
    .action(act(async () => (await import('../commands/gate-records.ts')).hold));
  verb(
    'approve',
    'Write an approval: you say yes to a snapshot in a lane that asks people.',
    "saltern approve --lane expedited --snapshot 20261119T013000.cve --reason 'CVE-2026-1234'",
  )
    .option('--lane <name>', 'the lane that asks')
    .option('--snapshot <id>', 'snapshot that may go (default: latest)')
    .option('--channel <name>', 'channel that may move (default: the one of the nightly)')
    .option('--reason <text>', 'why')
    .option('--name <name>', `${NAME} (default: made of snapshot, lane and you)`)
    .action(act(async () => (await import('../commands/gate-records.ts')).approve));
};
