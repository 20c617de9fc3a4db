import { describe, expect, it } from 'vitest';
import { judgeSnapshots, judgeSystemd, judgeVersion } from '../../../../drivers/docker/doctor.ts';

describe('the doctor', () => {
  it('warns of an old engine', () => {
    expect(judgeVersion({ version: '19.03.5', architecture: 'x86_64' }, '/s').outcome).toBe('warn');
    expect(judgeVersion({ version: '20.10.24+dfsg1', architecture: 'x86_64' }, '/s').outcome).toBe('pass');
    expect(judgeVersion({ version: '29.0.1', architecture: 'x86_64' }, '/s').outcome).toBe('pass');
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
