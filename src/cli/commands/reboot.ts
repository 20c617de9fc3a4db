import { rebootInstances, type RebootOptions } from '../../app/reboot-instances.ts';
import type { Command } from '../answer.ts';

/** Restarts instances that are there. */
export const reboot: Command<RebootOptions, [instances: readonly string[]]> = async (app, options, instances) => {
  const restarted = await rebootInstances(app, instances, options);
  return { exitCode: 0, data: { restarted }, lines: restarted.map((name) => `restarted ${name}`) };
};
