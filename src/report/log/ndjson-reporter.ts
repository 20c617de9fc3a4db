import { printableJson } from '../../base/json/printable-json.ts';
import type { Reporter } from '../../contract/events.ts';
import { runFolder, type RunFolder } from '../../contract/project-folders.ts';
import { openAppendFiles } from './open-append-files.ts';

export interface NdjsonOptions {
  /** Whether each instance also has a file of its own. Default true. */
  readonly isWhole?: boolean;
}

/**
 * Every event of an instance, one JSON object a line, in `<run folder>/log/<instance>.ndjson`; the run's own story
 * without raw output and progress in `<run folder>/events.ndjson`. Files only grow. `close` throws what kept it from
 * writing.
 */
export function ndjsonReporter({ isWhole = true }: NdjsonOptions = {}): Reporter {
  const files = openAppendFiles();
  let folder: RunFolder | undefined;
  return {
    on(event) {
      if (event.type === 'run-started') folder = runFolder(event.directory);
      if (folder === undefined) return;
      const line = `${printableJson(event)}\n`;
      if (event.type !== 'output' && event.type !== 'phase-progress') files.append(folder.events, line);
      if (!isWhole || !('instance' in event)) return;
      const file = folder.ndjson(event.instance);
      files.append(file, line);
      if (event.type === 'instance-finished') files.release(file);
    },
    async close() {
      files.close();
    },
  };
}
