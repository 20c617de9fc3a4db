import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems hand out by themselves: Linux from 32768 on. */
const [FIRST, LAST] = [10_240, 32_000];

/**
 * A port on loopback on which nobody listens, for a program that wants to be told one. Not one that the system would hand
 * to the next who asks, be it for a line of its own to somewhere: that would be taken before the program starts.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
