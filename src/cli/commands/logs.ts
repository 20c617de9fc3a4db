import { followLogs, type LogTaker } from '../../app/follow-logs.ts';
import { readLogs, type LogOptions } from '../../app/read-logs.ts';
import { cleanText } from '../../base/text/clean-text.ts';
import { splitLines, type LineSplitter } from '../../base/text/split-lines.ts';
import type { Command } from '../answer.ts';
import type { App } from '../app.ts';

export interface LogFlags extends Omit<LogOptions, 'form'> {
  readonly follow?: boolean;
}

/** The newest plain log of each selected instance, or its newest run as it goes; with `--json`, the events. */
export const logs: Command<LogFlags, [instances: readonly string[]]> = async (app, options, instances) => {
  const wanted = { ...options, form: options.json ? 'ndjson' : 'log' } as const;
  if (options.follow) {
    await followLogs(app, instances, wanted, options.json ? plainly(app) : withNames(app));
    return { exitCode: 0 };
  }
  const texts = await readLogs(app, instances, wanted);
  return { exitCode: 0, lines: texts.map((text) => text.replace(/\n$/, '')) };
};

/** Events name their instances. */
function plainly(app: App): LogTaker {
  return () => (_name, text) => app.write(text);
}

/** Where several are followed, each line has its instance before it. */
function withNames(app: App): LogTaker {
  return (names) => {
    const width = Math.max(...names.map((name) => name.length));
    const start = (name: string): string => (names.length === 1 ? '' : `${`${name}:`.padEnd(width + 2)}`);
    const lines = new Map<string, LineSplitter>(
      names.map((name) => [name, splitLines((line) => app.write(`${start(name)}${cleanText(line)}\n`))]),
    );
    return (name, text) => lines.get(name)?.push(text);
  };
}
