import { describe, expect, it } from 'vitest';
import { findNearest } from '../../../../../src/verify/goss/match/find-nearest.ts';

const LINES = ['# settings', 'PermitRootLogin\tno', 'Port "22"', 'ListenAddress 0.0.0.0'];

describe('the nearest line', () => {
  it.each<readonly [string, number | undefined]>([
    ['PermitRootLogin no', 1],
    ['permitrootlogin no', 1],
    ['Port 22', 2],
    [String.raw`^PermitRootLogin\s+yes$`, 1],
    ['ListenAddress 10.0.0.1', 3],
    ['nothing like it', undefined],
    ['', undefined],
  ])('to %j', (text, at) => {
    expect(findNearest(text, LINES)).toBe(at);
  });
});
