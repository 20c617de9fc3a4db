import { describe, expect, it } from 'vitest';
import { collectNightlyBadges } from '../../../../src/report/badge/collect-nightly-badges.ts';
import { renderBadge } from '../../../../src/report/badge/render-badge.ts';
import { drawView } from '../../../support/fleet-view.ts';

const HOUR_MS = 3_600_000;

/** Label, message and file of each badge. */
function say(rows: Readonly<Record<string, string>>): readonly string[] {
  return collectNightlyBadges(drawView(rows)).map((one) => `${one.label}: ${one.message} (${one.fileName})`);
}

describe('badges that speak of nights', () => {
  it('are one of a formula and one of each of its platforms, which are called as people call them', () => {
    const badges = say({ 'ops-ssl_certs default centos-7': '✓✓', 'ops-ssl_certs default centos-stream-9': '✗✓' });

    expect(badges).toEqual([
      'Nightly Run: failing (ops-ssl_certs.svg)',
      'CentOS 7: passing (ops-ssl_certs-centos-7.svg)',
      'CentOS 9: failing (ops-ssl_certs-centos-stream-9.svg)',
    ]);
  });

  it.each([
    ['all passed', '✓', '✓', 'passing'],
    ['one passed only after it had failed', '✓', '~', 'flaky'],
    ['one failed, whatever else there was', '~', '✗', 'failing'],
    ['one failed, and one could not be run', '!', '✗', 'failing'],
    ['one could not be run', '✓', '!', 'error'],
    ['one was never run', '✓', '–', 'unknown'],
    ['one failed, and one was never run', '✗', '–', 'failing'],
  ])('say what counts most where %s', (_, one, other, word) => {
    const badges = say({ 'ops-ssh default centos-7': one, 'ops-ssh strict centos-7': other });

    expect(badges).toEqual([`Nightly Run: ${word} (ops-ssh.svg)`, `CentOS 7: ${word} (ops-ssh-centos-7.svg)`]);
  });

  it('say what the last night found that came to it, where the newest was stopped before', () => {
    const badges = say({ 'ops-ssh default centos-7': '–✗✓', 'ops-time default centos-7': '✓✗✗' });

    expect(badges.map((one) => one.split(' (')[0])).toEqual([
      'Nightly Run: failing',
      'CentOS 7: failing',
      'Nightly Run: passing',
      'CentOS 7: passing',
    ]);
  });

  it('are of no formula that no night has looked at', () => {
    const badges = say({ 'ops-ssh default centos-7': '✓', 'ops-new default centos-7': '–' });

    expect(badges.map((one) => one.split('(')[1])).toEqual(['ops-ssh.svg)', 'ops-ssh-centos-7.svg)']);
  });

  it('expire when the first of the results would be too old for the gate', () => {
    const view = drawView({ 'ops-ssh default centos-7': '–✓', 'ops-ssh default centos-stream-9': '✓✓' });

    const badges = collectNightlyBadges(view, { maxAgeMs: 36 * HOUR_MS });

    expect(badges.map(({ expiresAt }) => expiresAt)).toEqual([
      '2026-11-26T13:30:41.500Z',
      '2026-11-26T13:30:41.500Z',
      '2026-11-27T13:30:41.500Z',
    ]);
  });

  it('do not expire where results do not age', () => {
    const badges = collectNightlyBadges(drawView({ 'ops-ssh default centos-7': '✓' }));

    expect(badges.every((badge) => !('expiresAt' in badge))).toBe(true);
  });
});

it('a flaky one says in its title how often that was, of the worst of its instances', () => {
  const view = drawView({ 'ops-ssh default centos-7': '~✓~✓', 'ops-ssh strict centos-7': '✓✓✓✓' });

  const pictures = collectNightlyBadges(view).map(renderBadge);

  expect(pictures.map((picture) => /<title>(.*)<\/title>/.exec(picture)?.[1])).toEqual([
    'Nightly Run: flaky, flaky 2 of 4 nights',
    'CentOS 7: flaky, flaky 2 of 4 nights',
  ]);
});
