import { readLogs, type LogOptions } from '../../app/read-logs.ts';
import type { Command } from '../answer.ts';

/** The newest plain log of each selected instance; with `--json`, its events. */
export const logs: Command<Omit<LogOptions, 'form'>, [instances: readonly string[]]> = async (
  app,
  options,
  instances,
) => {
  const texts = await readLogs(app, instances, { ...options, form: options.json ? 'ndjson' : 'log' });
  return { exitCode: 0, lines: texts.map((text) => text.replace(/\n$/, '')) };
};
