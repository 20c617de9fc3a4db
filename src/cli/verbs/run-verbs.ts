import type { Command as CommanderCommand } from 'commander';
import type { Goal } from '../../contract/phases.ts';
import { addDestroyPolicy, addFailed, addSettings, addTags, type VerbGroup, type VerbTools } from './declare-verb.ts';

/** Verbs that run instances. */
export const addRunVerbs: VerbGroup = (tools) => {
  addRunVerb(tools, 'create', 'Start instances.', 'saltern create ops-ssh-default-centos-7');
  addRunVerb(tools, 'converge', 'Apply the states; starts what is missing.', 'saltern converge /stream-9$/');
  addRunVerb(tools, 'verify', 'Run the checks; converges first what was not converged.', "saltern verify 'ops-ssh-*'");
  const about = 'From nothing to a verdict: create, converge twice, verify, destroy.';
  addDestroyPolicy(addRunVerb(tools, 'test', about, 'saltern test --snapshot latest'));
};

function addRunVerb({ verb, act }: VerbTools, goal: Goal, about: string, example: string): CommanderCommand {
  return addFailed(addTags(addSettings(verb(`${goal} [instances...]`, about, example))))
    .option('--fail-fast', 'stop the others at the first failure')
    .action(act(async () => (await import('../commands/run.ts')).run(goal)));
}
