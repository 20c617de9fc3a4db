import { afterGrace } from '../wait/after-grace.ts';

/** How long the group may take to end by itself before it is ended by force. */
const GRACE_MS = 2000;

/**
 * Ends a process that leads a group, and all that it has started, when the signal aborts. Disposing stops listening.
 */
export function endGroupWith(signal: AbortSignal, leader: number | undefined): Disposable {
  const late = afterGrace(signal, GRACE_MS);
  const ask = (): void => signalGroup(leader, 'SIGTERM');
  const force = (): void => signalGroup(leader, 'SIGKILL');
  signal.addEventListener('abort', ask, { once: true });
  late.addEventListener('abort', force, { once: true });
  return {
    [Symbol.dispose]() {
      signal.removeEventListener('abort', ask);
      late.removeEventListener('abort', force);
    },
  };
}

function signalGroup(leader: number | undefined, name: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, name);
  } catch {
    // All of it has ended meanwhile.
  }
}
