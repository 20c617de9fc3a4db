import { type Command as CommanderCommand, Option } from 'commander';
import type { Goal } from '../../contract/phases.ts';
import { SALT_LOG_LEVELS } from '../../contract/provisioner.ts';
import {
  addChanged,
  addDestroyPolicy,
  addFailed,
  addSettings,
  addShard,
  addTags,
  addWorkers,
  type VerbGroup,
  type VerbTools,
} from './declare-verb.ts';

/** Verbs that run instances. */
export const addRunVerbs: VerbGroup = (tools) => {
  addRunVerb(tools, 'create', 'Start instances.', 'saltern create ops-ssh-default-centos-7');
  addRunVerb(tools, 'converge', 'Apply the states; starts what is missing.', 'saltern converge /stream-9$/');
  addRunVerb(tools, 'verify', 'Run the checks; converges first what was not converged.', "saltern verify 'ops-ssh-*'");
  const about = 'From nothing to a verdict: create, converge twice, verify, destroy. What is there is made anew.';
  const full = addDestroyPolicy(addRunVerb(tools, 'test', about, 'saltern test --snapshot latest'));
  addWorkers(addShard(addChanged(full)));
};

function addRunVerb({ verb, act }: VerbTools, goal: Goal, about: string, example: string): CommanderCommand {
  const command = addFailed(addTags(addSettings(verb(`${goal} [instances...]`, about, example))))
    .option('--fail-fast', 'stop the others at the first failure')
    .option('--recreate', 'make instances anew, also those that somebody is in')
    .action(act(async () => (await import('../commands/run.ts')).run(goal)));
  return goal === 'create' ? command : command.addOption(saltLog());
}

function saltLog(): Option {
  const about = "how much Salt says, in the instance's log (default: what it says unasked)";
  return new Option('--salt-log <level>', about).choices(SALT_LOG_LEVELS);
}
