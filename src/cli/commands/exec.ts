import { bringContent, bringMissingContent } from '../../app/bring-content.ts';
import { saltCommand } from '../../app/run-inside.ts';
import type { SelectOptions } from '../../app/select-fleet.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Command } from '../answer.ts';
import { runInInstances } from '../run-in-instances.ts';

type InsideCommand = Command<SelectOptions, [instance: string, command: readonly string[]]>;

/** Runs argv in instances without a shell; output as it comes, exit code as the command gave it. */
export const exec: InsideCommand = async (app, options, instance, command) => {
  if (command.length === 0) {
    throw new SalternError('USAGE', 'No command was given', {
      hint: `Add one after '--': \`saltern exec ${instance} -- systemctl status\`.`,
    });
  }
  return await runInInstances(app, options, { wanted: instance, argv: command, before: bringMissingContent });
};

/** `salt-call` in instances, on what formula and pillar are now. */
export const salt: InsideCommand = async (app, options, instance, words) => {
  if (words.length === 0) {
    throw new SalternError('USAGE', 'Salt was asked for nothing', {
      hint: `Add what after '--': \`saltern salt ${instance} -- pillar.items\`.`,
    });
  }
  return await runInInstances(app, options, { wanted: instance, argv: saltCommand(words), before: bringContent });
};
