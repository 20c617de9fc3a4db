// Our own idea of QEMU's sockets, for the fast half of the tests: test/integration/qemu-machines.test.ts asks the true one.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { splitLines } from '../../../../src/base/text/split-lines.ts';

export interface LineServer extends AsyncDisposable {
  readonly path: string;
  /** Every line that came, of all connections. */
  readonly lines: string[];
}

/** Listens on a unix socket as QEMU does: greets, and has each line answered. */
export async function lineServer(
  path: string,
  onLine: (line: string, socket: Socket) => void,
  greet: (socket: Socket) => void = () => undefined,
): Promise<LineServer> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const splitter = splitLines((line) => {
      lines.push(line);
      onLine(line, socket);
    });
    socket.setEncoding('utf8').on('data', splitter.push);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    greet(socket);
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    path,
    lines,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
