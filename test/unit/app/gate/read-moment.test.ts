import { describe, expect, it } from 'vitest';
import { isKnownAt, readMoment } from '../../../../src/app/gate/read-moment.ts';

const now = Date.parse('2026-11-23T06:00:00.000Z');

describe('a moment', () => {
  it.each([
    ['2026-12-01T10:00Z', '2026-12-01T10:00:00.000Z'],
    ['2026-12-01T10:00:30+02:00', '2026-12-01T08:00:30.000Z'],
    ['2026-12-01', '2026-12-01T00:00:00.000Z'],
    ['7d', '2026-11-30T06:00:00.000Z'],
    ['90m', '2026-11-23T07:30:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(new Date(readMoment(text, now)).toISOString()).toBe(expected);
  });

  it.each(['tomorrow', '', '7', '2026-13-01', '2027-02-30', '2026-12-01T10:00', '-7d'])("'%s' is none", (text) => {
    expect(() => readMoment(text, now)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

it.each([
  ['2026-11-20T00:00:00.000Z', true],
  ['2026-11-22T00:00:00.000Z', false],
  // Of a clock that is wrong: what may be a failure is not hidden by asking about another time.
  ['2027-01-01T00:00:00.000Z', true],
])('what ended at %s was known on 21 November: %s', (finishedAt, expected) => {
  expect(isKnownAt({ finishedAt }, { time: Date.parse('2026-11-21'), now })).toBe(expected);
});
