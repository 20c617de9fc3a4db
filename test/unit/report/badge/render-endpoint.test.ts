import { describe, expect, it } from 'vitest';
import { renderEndpoint } from '../../../../src/report/badge/render-endpoint.ts';

/** All that Shields' endpoint takes, as its own check has them; it refuses a file with any other key. */
const KNOWN = ['schemaVersion', 'label', 'message', 'color', 'labelColor', 'isError', 'style', 'cacheSeconds'];

describe('the badge for Shields', () => {
  it('has the keys that Shields knows, and no other', () => {
    const text = renderEndpoint({ label: 'Nightly Run', message: 'passing', outcome: 'pass' });

    const endpoint: unknown = JSON.parse(text);
    expect(endpoint).toEqual({
      schemaVersion: 1,
      label: 'Nightly Run',
      message: 'passing',
      color: 'brightgreen',
      cacheSeconds: 600,
    });
    expect(Object.keys(endpoint as object).filter((key) => !KNOWN.includes(key))).toEqual([]);
  });

  it.each([
    ['pass', false],
    ['flaky', false],
    ['fail', true],
    ['error', true],
    ['unknown', true],
    ['stale', true],
  ] as const)('of the outcome %s is an error, whose colour nobody changes: %s', (outcome, isError) => {
    const text = renderEndpoint({ label: 'Nightly Run', message: outcome, outcome });

    expect('isError' in (JSON.parse(text) as object)).toBe(isError);
  });

  it('is one line of text in each field, whatever it is named after', () => {
    const text = renderEndpoint({ label: 'a\n\u001b[31m"b', message: '\u202e</svg>', outcome: 'fail' });

    expect(JSON.parse(text)).toMatchObject({ label: 'a "b', message: '\ufffd</svg>' });
  });
});
