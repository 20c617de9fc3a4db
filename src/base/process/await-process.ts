import type { ChildProcess } from 'node:child_process';
import { afterSilence } from './after-silence.ts';

export interface ProcessEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * How a process ended, once its output has been read. What it leaves in the background keeps running, and what that says
 * from then on is thrown away, without holding this process. Throws what kept it from being started.
 */
export function awaitProcess(child: ChildProcess): Promise<ProcessEnd> {
  const ended = Promise.withResolvers<ProcessEnd>();
  child.once('error', ended.reject);
  child.once('close', (code, signal) => ended.resolve({ code, signal }));
  afterSilence(child, () => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      // Left unread or closed, it would stop or end whoever still writes to it.
      stream.removeAllListeners('data').resume();
      if ('unref' in stream && typeof stream.unref === 'function') stream.unref();
    }
    ended.resolve({ code: child.exitCode, signal: child.signalCode });
  });
  return ended.promise;
}
