import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecords } from '../../../../../src/verify/goss/probe/parse-records.ts';

const NONCE = '0123456789abcdef0123456789abcdef';

/** What the probe's shell would send. */
function frame(records: readonly (readonly [string, Uint8Array])[]): Buffer {
  return Buffer.concat(records.flatMap(([name, bytes]) => [Buffer.from(`\n${NONCE} ${name}\n`), bytes]));
}

describe("the probe's reply", () => {
  it('gives back any bytes exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (bodies) => {
        const named = bodies.map((body, index) => [`r.${index}`, body] as const);
        const reply = frame([...named, ['end', new Uint8Array()]]).toString('base64');

        const records = parseRecords(reply, NONCE);

        for (const [name, body] of named) expect(records?.get(name)).toEqual(Buffer.from(body));
      }),
    );
  });

  it('is not mistaken by content that looks like a record of another round', () => {
    const hostile = Buffer.from(`x\nffffffffffffffffffffffffffffffff end\n${NONCE}\nend\n`);
    const reply = frame([
      ['file.contents.0', hostile],
      ['end', new Uint8Array()],
    ]).toString('base64');

    const records = parseRecords(reply, NONCE);

    expect(records?.get('file.contents.0')).toEqual(hostile);
  });

  it('ignores what a shell says before the first record', () => {
    const reply = Buffer.concat([Buffer.from('welcome!\n'), frame([['end', new Uint8Array()]])]).toString('base64');

    expect([...(parseRecords(reply, NONCE)?.keys() ?? [])]).toEqual(['end']);
  });

  it('cut off anywhere is no reply', () => {
    const whole = frame([
      ['a', Buffer.from('some text')],
      ['end', new Uint8Array()],
    ]);

    for (let length = 0; length < whole.length; length += 1) {
      expect(parseRecords(whole.subarray(0, length).toString('base64'), NONCE)).toBeUndefined();
    }
  });

  it('in lines, as base64 writes them, reads the same', () => {
    const reply = frame([
      ['a', Buffer.alloc(300, 7)],
      ['end', new Uint8Array()],
    ]);
    const lines = reply.toString('base64').replace(/(.{76})/g, '$1\n');

    expect(parseRecords(lines, NONCE)?.get('a')).toEqual(Buffer.alloc(300, 7));
  });
});
