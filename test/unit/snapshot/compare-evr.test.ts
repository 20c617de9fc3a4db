import { describe, expect, it } from 'vitest';
import { compareEvr, compareRpmVersions } from '../../../src/snapshot/compare-evr.ts';

describe('compareRpmVersions', () => {
  it.each([
    ['1.0', '1.0', 0],
    ['1.0', '1.1', -1],
    ['1.10', '1.9', 1],
    ['1.0', '1.00', 0],
    ['1.0', '1_0', 0],
    ['1.0', '1.0.', 0],
    ['1.0a', '1.0', 1],
    ['1.0', '1.a', 1],
    ['a', '1', -1],
    ['abc', 'abd', -1],
    ['Z', 'a', -1],
    ['1.0~rc1', '1.0', -1],
    ['1.0~rc1', '1.0~rc2', -1],
    ['1.0~~', '1.0~', -1],
    ['1.0^git1', '1.0', 1],
    ['1.0^git1', '1.0.1', -1],
    ['1.0^20160101', '1.0.1', -1],
    ['1.0~rc1^git1', '1.0~rc1', 1],
    ['1.0^git1~pre', '1.0^git1', -1],
    ['20240101000000000000000001', '20240101000000000000000002', -1],
    ['8.4p1', '8.10p1', -1],
    ['1.el9', '1.el9_4', -1],
    ['', '1', -1],
    ['1é', '1', 0],
  ] as const)('puts %s against %s as librpm does: %i', (a, b, order) => {
    const both = [compareRpmVersions(a, b), compareRpmVersions(b, a)];

    expect(both).toEqual([order, order === 0 ? 0 : -order]);
  });
});

describe('compareEvr', () => {
  it('lets the epoch win over the version and the version over the release', () => {
    const old = { epoch: 0, version: '9', release: '9' };

    expect(compareEvr(old, { epoch: 1, version: '1', release: '1' })).toBe(-1);
    expect(compareEvr(old, { epoch: 0, version: '10', release: '1' })).toBe(-1);
    expect(compareEvr(old, { epoch: 0, version: '9', release: '10' })).toBe(-1);
    expect(compareEvr(old, { ...old })).toBe(0);
  });
});
