import { join } from 'node:path';
import { printableJson } from '../../base/json/printable-json.ts';
import { toFileName } from '../../base/text/file-name.ts';
import type { Reporter } from '../../contract/events.ts';
import { openAppendFiles } from './open-append-files.ts';

export interface NdjsonOptions {
  /** Each instance's own file too. Default true. */
  readonly isWhole?: boolean;
}

/**
 * Every event of an instance, one JSON object a line, in `<run folder>/log/<instance>.ndjson`; the run's own story
 * without raw output and progress in `<run folder>/events.ndjson`. Files only grow. `close` throws what kept it from
 * writing.
 */
export function ndjsonReporter({ isWhole = true }: NdjsonOptions = {}): Reporter {
  const files = openAppendFiles();
  let directory: string | undefined;
  return {
    on(event) {
      if (event.type === 'run-started') directory = event.directory;
      if (directory === undefined) return;
      const line = `${printableJson(event)}\n`;
      if (event.type !== 'output' && event.type !== 'phase-progress')
        files.append(join(directory, 'events.ndjson'), line);
      if (!isWhole || event.type === 'run-started' || event.type === 'run-finished') return;
      const file = join(directory, 'log', `${toFileName(event.instance)}.ndjson`);
      files.append(file, line);
      if (event.type === 'instance-finished') files.release(file);
    },
    async close() {
      files.close();
    },
  };
}
