import { describe, expect, it } from 'vitest';
import { judgeClock, judgeSnapshots, judgeSystemd, judgeVersion } from '../../../../drivers/docker/doctor.ts';

describe('the doctor', () => {
  it('warns of an old engine', () => {
    expect(judgeVersion({ version: '19.03.5', architecture: 'x86_64' }, { name: '/s' }).outcome).toBe('warn');
    expect(judgeVersion({ version: '20.10.24+dfsg1', architecture: 'x86_64' }, { name: '/s' }).outcome).toBe('pass');
    expect(judgeVersion({ version: '29.0.1', architecture: 'x86_64' }, { name: '/s' }).outcome).toBe('pass');
  });

  it('says who named the engine, where somebody did', () => {
    const facts = { version: '29.0.1', architecture: 'x86_64' };

    expect(judgeVersion(facts, { name: '/s' }).message).toBe("29.0.1 (x86_64) answers on '/s'");
    expect(judgeVersion(facts, { name: '/s', by: 'DOCKER_HOST' }).message).toMatch(/, which DOCKER_HOST names$/);
  });

  it.each([
    [400, 'pass', "the engine's is ours"],
    [90_000, 'warn', "the engine's is 90 s ahead of ours"],
    [-3_600_000, 'warn', "the engine's is 3600 s behind ours"],
  ])('takes a clock of the engine that is %i ms ahead for a %s', (ahead, outcome, message) => {
    expect(judgeClock(ahead)).toMatchObject({ outcome, message });
  });

  it('knows where systemd cannot start', () => {
    expect(judgeSystemd({ cgroupVersion: 1, cgroupDriver: 'none', isRootless: true }).outcome).toBe('fail');
    expect(judgeSystemd({ cgroupVersion: 2, cgroupDriver: 'systemd', isRootless: true }).outcome).toBe('pass');
    expect(judgeSystemd({ cgroupVersion: 1, cgroupDriver: 'cgroupfs', isRootless: false }).outcome).toBe('pass');
  });

  it.each([
    ['pass', 'socket', true],
    ['warn', 'socket', false],
    ['warn', 'ssh', true],
    ['warn', 'tcp', true],
  ] as const)('says %s of snapshots on a %s engine that mounts overlays: %s', (outcome, kind, canOverlay) => {
    const finding = judgeSnapshots({ canOverlay }, { kind, name: 'there' });

    expect(finding.outcome).toBe(outcome);
    expect(finding.remedy === undefined).toBe(outcome === 'pass');
  });
});
