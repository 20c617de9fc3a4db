import { Option } from 'commander';
import { addDestroyPolicy, addWorkers, type VerbGroup } from './declare-verb.ts';

/** The verb that does a whole night. */
export const addNightVerbs: VerbGroup = ({ verb, act }) => {
  const about = 'One night: snapshot, test, gate, promotion, reports; goes on with one that was stopped.';
  addWorkers(addDestroyPolicy(verb('nightly', about, 'saltern nightly'), 'as the project says, else always'))
    .option(
      '--snapshot <id>',
      'snapshot to test: an id, latest or a channel (default: a new one of what the mirrors hold)',
    )
    .option('--channel <name>', "channel to move (default: the project's, which is stable)")
    .option('--no-promote', 'only judge: the channel stays where it is')
    .option('--force', 'do it though nothing changed')
    .option('--driver <name>', 'driver to use instead of the configured one')
    .option('-c, --concurrency <n>', 'instances at once, as far as memory goes (default: what memory and cores allow)')
    .option('--fresh', 'begin anew where a night was stopped')
    .option('--dry-run', 'only say what would happen')
    .addOption(new Option('--status', 'only say whether a night ended lately; exit code 1 if not').conflicts('dryRun'))
    .option('--max-age <age>', "with --status: how long ago that may be (default: the project's, which is 26h)")
    .action(act(async () => (await import('../commands/nightly.ts')).nightly));
};
