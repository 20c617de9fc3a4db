import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demuxFrames } from '../../../../drivers/docker/demux-stream.ts';
import { decodeText } from '../../../../src/base/text/decode-text.ts';

describe('demuxFrames', () => {
  it('takes the streams apart however the bytes are cut', () => {
    const frames = fc.array(fc.record({ isStderr: fc.boolean(), content: fc.string({ unit: 'grapheme' }) }));
    fc.assert(
      fc.property(frames, fc.infiniteStream(fc.integer({ min: 1, max: 40 })), (parts, cuts) => {
        const wire = Buffer.concat(
          parts.flatMap(({ isStderr, content }) => {
            const body = Buffer.from(content);
            const header = Buffer.alloc(8);
            header[0] = isStderr ? 2 : 1;
            header.writeUInt32BE(body.length, 4);
            return [header, body];
          }),
        );
        const got = { stdout: '', stderr: '' };
        const stdout = decodeText((text) => (got.stdout += text));
        const stderr = decodeText((text) => (got.stderr += text));
        const take = demuxFrames({ stdout: stdout.push, stderr: stderr.push });

        for (let at = 0; at < wire.length;) {
          const next = at + cuts.next().value;
          take(wire.subarray(at, next));
          at = next;
        }

        const text = (wanted: boolean): string =>
          parts
            .filter((part) => part.isStderr === wanted)
            .map((part) => part.content)
            .join('');
        expect(got).toEqual({ stdout: text(false), stderr: text(true) });
      }),
    );
  });
});
