import type { ChildProcess } from 'node:child_process';
import { afterSilence } from './after-silence.ts';

/** For a process whose output somebody else awaits: closes our end when only what it left behind still holds it. */
export function closeAfterSilence(child: ChildProcess): void {
  afterSilence(child, () => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  });
}
