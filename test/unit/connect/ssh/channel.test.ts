import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { wrapChannel } from '../../../../src/connect/ssh/channel.ts';

describe('wrapChannel', () => {
  it('tells nothing of the end when nobody told', async () => {
    const raw = Object.assign(new PassThrough(), { stderr: new PassThrough(), eof: () => {}, close: () => {} });
    const channel = wrapChannel(raw);

    raw.destroy();
    raw.stderr.destroy();

    expect(await channel.closed).toBeUndefined();
  });
});
