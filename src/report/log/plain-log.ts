import type { Reporter, RunEvent } from '../../contract/events.ts';
import { runFolder } from '../../contract/project-folders.ts';
import { createAppendFiles } from './append-files.ts';
import { renderLogEvent } from './render-log-event.ts';

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
      const file = runFolder(started.directory).log(event.instance);
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
