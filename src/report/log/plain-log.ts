import { join } from 'node:path';
import type { Reporter, RunEvent } from '../../contract/events.ts';
import { createAppendFiles } from './append-files.ts';
import { toFileName } from '../../base/text/file-name.ts';
import { renderLogEvent } from './render-log-event.ts';

/** Absolute path of an instance's plain log below a run's folder. */
export function plainLogPath(directory: string, instance: string): string {
  return join(directory, 'log', `${toFileName(instance)}.log`);
}

/**
 * All that happened to an instance for a person to read, without colours, in `<run folder>/log/<instance>.log`. Files
 * only grow: a later phase never erases an earlier one. `close` throws what kept it from writing.
 */
export function createPlainLogReporter(options: { readonly cwd: string }): Reporter {
  const files = createAppendFiles();
  const begun = new Set<string>();
  let started: Extract<RunEvent, { type: 'run-started' }> | undefined;
  return {
    on(event) {
      if (event.type === 'run-started') started = event;
      if (started === undefined || event.type === 'run-started' || event.type === 'run-finished') return;
      const file = plainLogPath(started.directory, event.instance);
      const { runId, verb, snapshot } = started;
      const on = snapshot === undefined ? '' : ` · snapshot ${snapshot}`;
      const head = `# ${event.instance} · ${verb} · run ${runId}${on} · ${new Date(started.at).toISOString()}\n`;
      const text = renderLogEvent(event, options.cwd);
      if (text !== '') files.append(file, begun.has(file) ? text : head + text);
      if (text !== '') begun.add(file);
      if (event.type === 'instance-finished') files.release(file);
    },
    async close() {
      files.close();
    },
  };
}
