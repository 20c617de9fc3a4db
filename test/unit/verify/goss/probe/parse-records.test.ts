import { hash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReply, recordParts, type ProbeRecords } from '../../../../../src/verify/goss/probe/parse-records.ts';
import { frameReply, markRecords, sealReply } from '../../../../support/frame-reply.ts';

const NONCE = '0123456789abcdef0123456789abcdef';

function read(reply: string): ProbeRecords {
  const parsed = parseReply(reply, NONCE);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
}

function problemOf(reply: string): string | undefined {
  const parsed = parseReply(reply, NONCE);
  return 'problem' in parsed ? parsed.problem : undefined;
}

describe("the probe's reply", () => {
  it('gives back any bytes exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (bodies) => {
        const named = bodies.map((body, index) => [`r.${index}`, body] as const);

        const records = read(frameReply(NONCE, named));

        for (const [name, body] of named) expect(records.get(name)).toEqual(Buffer.from(body));
      }),
    );
  });

  it('has a record in parts where separators stand, and only in as many as are wanted', () => {
    const records = read(
      frameReply(NONCE, [
        ['all', ''],
        ['+', 'one'],
        ['+', ''],
        ['next', 'x'],
      ]),
    );

    expect(recordParts(records, 'all', 2)?.map(String)).toEqual(['one', '']);
    expect(recordParts(records, 'all', 1)).toBeUndefined();
    expect(recordParts(records, 'all', 3)).toBeUndefined();
    expect(recordParts(records, 'none', 0)).toEqual([]);
  });

  it('is not mistaken by content that looks like a record of another round', () => {
    const hostile = Buffer.from(`x\nffffffffffffffffffffffffffffffff end\n${NONCE}\n=${NONCE}\nend\n`);

    expect(read(frameReply(NONCE, [['file.contents.0', hostile]])).get('file.contents.0')).toEqual(hostile);
  });

  it.each(['Welcome!\n', 'stdin: is not a tty', '\u001B[0mabcd\n', '=x 1 2\n', 'YWJj'])(
    'is read whatever a shell says before it: %j',
    (talk) => {
      expect([...read(talk + frameReply(NONCE, [['a', 'b']])).keys()]).toEqual(['a', 'end']);
    },
  );

  it('takes another checksum from a guest that has no cksum', () => {
    const body = markRecords(NONCE, [['end', '']]);
    const end = (sum: string): string => frameReply(NONCE, []).replace(/ \d+ \d+\n$/, ` ${sum}  -\n`);

    expect(problemOf(end(hash('sha256', body)))).toBeUndefined();
    expect(problemOf(end(hash('sha256', 'another')))).toBe('it was changed on its way');
  });

  it('cut off anywhere is no reply', () => {
    const whole = frameReply(NONCE, [['a', 'some text']]);

    const cut = Array.from({ length: whole.length - 1 }, (_, length) => problemOf(whole.slice(0, length)));

    expect(cut).not.toContain(undefined);
  });

  it.each([
    [
      'a record twice',
      frameReply(NONCE, [
        ['a', '1'],
        ['a', '2'],
      ]),
      "it gives 'a' twice",
    ],
    ['no last record', sealReply(NONCE, markRecords(NONCE, [['a', '1']])), 'it stopped before its last record'],
    [
      'a last record with content',
      sealReply(NONCE, markRecords(NONCE, [['end', '1']])),
      'it stopped before its last record',
    ],
    [
      'something before the first record',
      sealReply(NONCE, Buffer.from(`x\n${NONCE} end\n`)),
      'it does not begin with a record',
    ],
    ['nothing', '', 'it never began to answer'],
    ['two answers', frameReply(NONCE, []) + frameReply(NONCE, []), 'it began twice'],
    ['talk after its end', `${frameReply(NONCE, [])}bye\n`, 'its end mark is missing, or is not its last word'],
    ['another length', frameReply(NONCE, []).replace(/\d+\n$/, '7\n'), 'it was changed on its way'],
    [
      'no checksum',
      frameReply(NONCE, []).replace(/ \d+ \d+\n$/, ' \n'),
      'its end mark is missing, or is not its last word',
    ],
  ])('with %s is none', (_what, reply, problem) => {
    expect(problemOf(reply)).toBe(problem);
  });
});
