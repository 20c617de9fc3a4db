import { type Command as CommanderCommand, Option } from 'commander';
import { SOLVER_WISHES } from '../../app/solve/solver-wish.ts';
import { collect, type VerbTools } from './declare-verb.ts';

/** Verbs of the group `snapshot` that make snapshots from others, check them and remove them. */
export function addSnapshotChangeVerbs({ verb, act }: VerbTools, snapshot: CommanderCommand): void {
  verb(
    'derive <from>',
    'Make a snapshot from another: held packages older, given packages in addition.',
    'saltern snapshot derive latest --label no-chrony --hold chrony --dry-run',
    snapshot,
  )
    .option('--label <text>', "what the new id ends in, behind the parent's")
    .option('--hold <name=version>', 'nothing newer than this; a name alone: none at all (repeatable)', collect)
    .option('--add <path>', 'an RPM, or a folder of RPMs (repeatable)', collect)
    .option(
      '--add-from <snapshot:package>',
      'packages of another snapshot, by name, glob or version (repeatable)',
      collect,
    )
    .option('--member <name>', 'where added packages go (default: where packages of their names are)')
    .option('--replace', 'added packages take the place of others of their names')
    .addOption(
      new Option(
        '--solver <whose>',
        "whose dnf says what breaks: that of the platforms' images, or of this machine (default: images, where they can be asked)",
      ).choices(SOLVER_WISHES),
    )
    .option('--allow-broken', 'also where something cannot be installed any more, or nobody can say')
    .option('--dry-run', 'only show what would change, and what would break')
    .action(act(async () => (await import('../commands/derive.ts')).derive));
  verb(
    'verify [snapshot]',
    'Check that a snapshot holds what it should, and who signed it (default: latest).',
    'saltern snapshot verify --full',
    snapshot,
  )
    .option('--all', 'every snapshot, damaged ones too')
    .option('--full', 'read every byte (default: of packages only what was touched since it was read)')
    .action(act(async () => (await import('../commands/verify-snapshot.ts')).verify));
  verb(
    'prune',
    'Remove snapshots that need not stay, and what only they have; never one that something refers to.',
    'saltern snapshot prune --keep 30 --min-age 90d --dry-run',
    snapshot,
  )
    .option('--keep <n>', "how many of the newest stay (default: the project's)")
    .option('--min-age <age>', "what is younger stays, such as 90d (default: the project's, else none)")
    .option('--decisions <age>', "older records of decisions go, such as 365d (default: the project's, else they stay)")
    .option('--forget <project...>', 'what this other project on the root referred to keeps nothing any more')
    .option('--dry-run', 'only say what would go, and how many bytes that would free')
    .action(act(async () => (await import('../commands/prune-snapshots.ts')).prune));
}
