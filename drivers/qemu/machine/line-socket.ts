import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { splitLines } from '../../../src/base/text/split-lines.ts';

/** A Unix socket for lines in both directions. Disposing closes it. */
export interface LineSocket extends Disposable {
  /** Sends a line, which is given without its end. */
  say(line: string): void;
}

export interface LineListener {
  readonly onLine: (line: string) => void;
  /** Nothing more comes, whichever side closed it. */
  readonly onClose: () => void;
}

/** Connects to a machine's socket. Throws what the system says, and the signal's reason. */
export async function connectSocket(path: string, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ path });
  try {
    await once(socket, 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw error;
  }
}

/** Listens to a socket that has just been connected, so that no line is lost. */
export function listenToLines(socket: Socket, { onLine, onClose }: LineListener): LineSocket {
  socket.setEncoding('utf8').on('data', splitLines(onLine).push);
  // An error is always followed by `close`.
  socket.on('error', () => undefined).on('close', onClose);
  return {
    say: (line) => void socket.write(`${line}\n`),
    [Symbol.dispose]: () => void socket.destroy(),
  };
}
