import { expect, it } from 'vitest';
import { makeStage } from '../../../src/contract/make-stage.ts';
import type { PrepareStep } from '../../../src/contract/prepare.ts';

const step = (change: Partial<PrepareStep> = {}): PrepareStep => ({
  name: 'goss',
  files: { '/home/me/goss': '/opt/saltern/goss' },
  texts: { '/etc/goss.conf': 'x\n' },
  script: 'chmod 755 /opt/saltern/goss',
  ...change,
});

const stage = (change: Partial<PrepareStep> = {}, inputs = { below: 'k', sha256: 'd' }) =>
  makeStage({ name: 'verify', title: 'goss 0.4.9', steps: [step(change)], inputs });

it('gives what it was given, with a key', () => {
  expect(stage()).toEqual({
    name: 'verify',
    title: 'goss 0.4.9',
    steps: [step()],
    key: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

it.each<[string, Partial<PrepareStep>]>([
  ['the script', { script: 'true' }],
  ['a text', { texts: { '/etc/goss.conf': 'y\n' } }],
  ['the guest path of a file', { files: { '/home/me/goss': '/opt/goss' } }],
])('makes another key when %s of a step is another', (_what, change) => {
  expect(stage(change).key).not.toBe(stage().key);
});

it('makes another key when an input is another, not when inputs are only in another order', () => {
  expect(stage({}, { below: 'k', sha256: 'other' }).key).not.toBe(stage().key);
  expect(stage({}, { sha256: 'd', below: 'k' }).key).toBe(stage().key);
});

it('leaves out what is for people, and where files lie on this machine', () => {
  const one = makeStage({ name: 'a', title: 'one', steps: [step()], inputs: null });
  const other = makeStage({
    name: 'b',
    steps: [step({ name: 'other', files: { '/srv/goss': '/opt/saltern/goss' } })],
    inputs: null,
  });

  expect(other.key).toBe(one.key);
});
