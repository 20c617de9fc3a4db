import type { Reporter, RunStarted } from '../contract/events.ts';
import type { RunResult } from '../contract/result.ts';

/**
 * A reporter that writes once, when it is closed after the end of the run; if the run did not end, it writes nothing.
 * Closing it twice does nothing more.
 */
export function afterRun(
  write: (started: RunStarted, result: RunResult) => Promise<void>,
): Required<Pick<Reporter, 'on' | 'close'>> {
  let started: RunStarted | undefined;
  let result: RunResult | undefined;
  return {
    on(event) {
      if (event.type === 'run-started') started = event;
      if (event.type === 'run-finished') result = event.result;
    },
    async close() {
      if (started === undefined || result === undefined) return;
      const ended = result;
      result = undefined;
      await write(started, ended);
    },
  };
}
