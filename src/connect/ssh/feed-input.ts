import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SshChannel } from './channel.ts';

const PIECE_BYTES = 64 * 1024;

/**
 * Sends the input and ends it. A command that ends before it has read everything is no error. A tar stream comes in
 * pieces of 512 bytes, and each would cost the guest a packet: those of one turn of the event loop go out together.
 */
export async function feedInput(channel: SshChannel, stdin: string | Readable | undefined): Promise<void> {
  if (typeof stdin === 'string') await channel.send(Buffer.from(stdin));
  else if (stdin !== undefined) await pump(channel, stdin);
  channel.sendEnd();
}

async function pump(channel: SshChannel, stdin: Readable): Promise<void> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let sending: Promise<void> | undefined;
  const flush = async (): Promise<void> => {
    while (pieces.length > 0) {
      await nextTurn();
      const whole = Buffer.concat(pieces);
      pieces = [];
      bytes = 0;
      await channel.send(whole);
    }
    sending = undefined;
  };
  for await (const chunk of stdin) {
    const piece = Buffer.from(chunk);
    pieces.push(piece);
    bytes += piece.length;
    sending ??= flush();
    if (bytes >= PIECE_BYTES) await sending;
  }
  await sending;
}
