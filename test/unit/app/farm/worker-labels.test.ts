import { describe, expect, it } from 'vitest';
import { findLabels } from '../../../../src/app/farm/worker-labels.ts';
import type { Driver, Finding } from '../../../../src/contract/driver.ts';
import { SalternError } from '../../../../src/contract/errors.ts';
import { fakeApp } from '../../../support/fake-app.ts';

/** What the doctor of QEMU says where its virtual machines are as fast as they should be. */
const FAST: Finding = { outcome: 'pass', title: 'Virtual machines', message: 'KVM works', remedy: undefined };
const SLOW: Finding = { ...FAST, outcome: 'warn', message: 'emulated', remedy: 'Load kvm.' };
const NONE: Finding = { outcome: 'fail', title: 'QEMU', message: 'it is not installed', remedy: 'Install it.' };
const FINE: Finding = { outcome: 'pass', title: 'Engine', message: 'it answers', remedy: undefined };

/** A machine whose drivers' doctors say this. */
function machine(doctors: Readonly<Record<string, readonly Finding[] | Error>>) {
  const app = fakeApp();
  const driver = async (name: string): Promise<Driver> => {
    const said = doctors[name];
    if (said instanceof Error) throw said;
    return { ...(await app.driver('fake')), name, doctor: async () => said ?? [] };
  };
  return { ...app, driver };
}

describe('the labels of a worker', () => {
  it.each<[string, Readonly<Record<string, readonly Finding[]>>, readonly string[]]>([
    ['kvm, where virtual machines are fast', { qemu: [FINE, FAST] }, ['qemu', 'kvm']],
    ['no kvm, where they are emulated', { qemu: [FINE, SLOW] }, ['qemu']],
    ['no kvm, where the driver cannot work though the processor could', { qemu: [FAST, NONE] }, []],
    ['no kvm, where another driver says the same', { docker: [FAST] }, ['docker']],
    ['each driver that can work', { docker: [FINE], qemu: [FAST] }, ['docker', 'qemu', 'kvm']],
  ])('are %s', async (_what, doctors, labels) => {
    const found = await findLabels(machine(doctors), Object.keys(doctors), []);

    expect(found.labels).toEqual(labels);
  });

  it('have the own ones last, each once', async () => {
    const { labels } = await findLabels(machine({ docker: [FINE] }), ['docker'], ['big', 'docker', 'kvm', 'big']);

    expect(labels).toEqual(['docker', 'big', 'kvm']);
  });

  it('say why a driver is not among them', async () => {
    const doctors = { docker: [FINE], qemu: [NONE], odd: new SalternError('INTERNAL', 'it does not load') };

    const { labels, unable } = await findLabels(machine(doctors), ['docker', 'qemu', 'odd'], []);

    expect(labels).toEqual(['docker']);
    expect(unable).toEqual(["without 'qemu': it is not installed", expect.stringMatching(/^without 'odd': /u)]);
  });
});
