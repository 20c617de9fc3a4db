import { workForFarm, type WorkerOptions } from '../../app/work-for-farm.ts';
import { cleanText } from '../../base/text/clean-text.ts';
import type { Command } from '../answer.ts';

/** Takes jobs until it is interrupted: a line for each, with its time in UTC; with `--json`, what it did, at the end. */
export const worker: Command<WorkerOptions> = async (app, { json = false, ...options }) => {
  const say = (line: string): void => {
    const clock = new Date(app.now()).toISOString().slice(11, 19);
    (json ? app.talk : app.write)(`${clock}  ${cleanText(app.secrets.text(line))}\n`);
  };
  const end = await workForFarm(app, options, say);
  const { finished, name } = end;
  const count = `worker '${name}' ended: ${finished} ${finished === 1 ? 'job' : 'jobs'} finished`;
  return { exitCode: app.signal.aborted ? 130 : 0, data: end, lines: [count] };
};
