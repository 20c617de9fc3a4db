import { cleanLine } from '../../base/text/clean-text.ts';
import type { Reporter, RunStarted } from '../../contract/events.ts';
import { runFolder } from '../../contract/project-folders.ts';
import { openAppendFiles } from './open-append-files.ts';
import { renderLogEvent } from './render-log-event.ts';

/**
 * All that happened to an instance for a person to read, without colours, in `<run folder>/log/<instance>.log`. Files
 * only grow: a later phase never erases an earlier one. `close` throws what kept it from writing.
 */
export function plainLogReporter({ cwd }: { readonly cwd: string }): Reporter {
  const files = openAppendFiles();
  const begun = new Set<string>();
  let started: RunStarted | undefined;
  return {
    on(event) {
      if (event.type === 'run-started') started = event;
      if (started === undefined || !('instance' in event)) return;
      const { instance } = event;
      const file = runFolder(started.directory).log(instance);
      const text = renderLogEvent(event, cwd);
      if (text !== '') files.append(file, begun.has(file) ? text : renderHead(started, instance) + text);
      if (text !== '') begun.add(file);
      if (event.type === 'instance-finished') files.release(file);
    },
    async close() {
      files.close();
    },
  };
}

/** Several runs may write to one file: each begins with this line. */
function renderHead({ runId, verb, instances, snapshot: common, at }: RunStarted, instance: string): string {
  const snapshot = instances.find(({ name }) => name === instance)?.snapshot ?? common;
  const on = snapshot === undefined ? '' : ` · snapshot ${snapshot}`;
  return `${cleanLine(`# ${instance} · ${verb} · run ${runId}${on} · ${new Date(at).toISOString()}`)}\n`;
}
