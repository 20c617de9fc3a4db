import type { ChildProcess } from 'node:child_process';

/** What a process has said before its end is read in a moment; what comes later is said by others. */
const SILENCE_MS = 500;
const LONGEST_MS = 5000;

/**
 * Calls back when a process has ended and its output has been silent for half a second, or for five seconds at most:
 * what it has left running in the background may hold the output open for ever. Not at all where the output ends.
 */
export function afterSilence(child: ChildProcess, onSilence: () => void): void {
  child.once('exit', () => {
    const silence = setTimeout(end, SILENCE_MS);
    const longest = setTimeout(end, LONGEST_MS);
    const onData = (): void => void silence.refresh();
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    child.once('close', stop);
    function stop(): void {
      clearTimeout(silence);
      clearTimeout(longest);
      child.stdout?.off('data', onData);
      child.stderr?.off('data', onData);
    }
    function end(): void {
      stop();
      onSilence();
    }
  });
}
