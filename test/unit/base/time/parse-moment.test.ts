import { expect, it } from 'vitest';
import { parseMoment } from '../../../../src/base/time/parse-moment.ts';

it.each([
  ['2026-12-01', '2026-12-01T00:00:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ['2026-12-01T10:00Z', '2026-12-01T10:00:00.000Z'],
  ['2026-12-31T23:30:00.5-01:00', '2027-01-01T00:30:00.500Z'],
  ['0001-01-01', '0001-01-01T00:00:00.000Z'],
])('%s is %s', (text, iso) => {
  expect(new Date(parseMoment(text) ?? Number.NaN).toISOString()).toBe(iso);
});

it.each([
  '2026-02-30',
  '2027-02-29T10:00Z',
  '2026-13-01',
  '2026-12-32',
  '2026-12-01T25:00Z',
  '2026-12-01T10:00',
  '9999-12-31T23:00-02:00',
  '2026-12-1',
  ' 2026-12-01',
  'tomorrow',
  '',
])('%j is no moment', (text) => {
  expect(parseMoment(text)).toBeUndefined();
});
