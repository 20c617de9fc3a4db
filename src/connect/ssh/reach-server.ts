import { connect, type Socket } from 'node:net';
import { DialError } from './dial-error.ts';

export interface ReachOptions {
  readonly host: string;
  readonly port: number;
  /** Milliseconds until it must have said something. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const ABSENT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
};

/**
 * A socket to a server that has begun to speak; what it said is still to be read. QEMU's user-mode network takes every
 * connection at once, so being connected proves nothing. Throws DialError, and the signal's reason when aborted.
 */
export async function reachServer({ host, port, timeoutMs, signal }: ReachOptions): Promise<Socket> {
  signal.throwIfAborted();
  const socket = connect({ host, port, noDelay: true });
  const spoken = Promise.withResolvers<void>();
  const onReadable = (): void => {
    // The end of the stream makes it readable too, with nothing in it.
    if (socket.readableLength > 0) spoken.resolve();
    else spoken.reject(new DialError('absent', 'closed before it said anything'));
  };
  const onError = (error: Error): void => spoken.reject(explain(error));
  const onClose = (): void => spoken.reject(new DialError('absent', 'closed before it said anything'));
  const onAbort = (): void => spoken.reject(signal.reason);
  const late = (): void => spoken.reject(new DialError('silent', `nothing said within ${timeoutMs / 1000} s`));
  const timer = setTimeout(late, timeoutMs);
  socket.once('readable', onReadable).on('error', onError).once('close', onClose);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await spoken.promise;
    // The listener for errors stays: one may come before the next reader has a listener of its own.
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    socket.off('readable', onReadable).off('close', onClose);
  }
}

function explain(error: Error): DialError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = ABSENT[code];
  return new DialError(known === undefined ? 'final' : 'absent', known ?? (error.message || code), error);
}
