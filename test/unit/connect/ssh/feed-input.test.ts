import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type SshChannel } from '../../../../src/connect/ssh/channel.ts';
import { feedInput } from '../../../../src/connect/ssh/feed-input.ts';

describe('feedInput', () => {
  it('puts small pieces together and keeps their order', async () => {
    const { channel, sent } = recordingChannel();
    const pieces = Array.from({ length: 1000 }, (_, index) => Buffer.from(`${index}`.padStart(512)));

    await feedInput(channel, Readable.from(pieces));

    expect(Buffer.concat(sent)).toEqual(Buffer.concat(pieces));
    expect(sent.length).toBeLessThan(30);
  });

  it('reads no further while nobody takes anything', async () => {
    const { channel, sent } = recordingChannel(new Promise(() => undefined));
    let given = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          given += 1;
          yield Buffer.alloc(1024);
        }
      })(),
    );

    void feedInput(channel, endless).catch(() => undefined);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));

    expect(sent).toHaveLength(1);
    expect(given).toBeLessThan(1000);
    endless.destroy();
  });
});

/** Remembers what was sent; each piece is taken when `taken` is. */
function recordingChannel(taken: Promise<void> = Promise.resolve()): { channel: SshChannel; sent: readonly Buffer[] } {
  const sent: Buffer[] = [];
  const channel: SshChannel = {
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    exited: new Promise(() => undefined),
    closed: new Promise(() => undefined),
    send(chunk) {
      sent.push(chunk);
      return taken;
    },
    sendEnd: () => undefined,
    close: () => undefined,
  };
  return { channel, sent };
}
