import { describe, expect, it } from 'vitest';
import type { FarmJob, FarmWorker } from '../../../src/contract/farm.ts';
import { explainNoTaker, isSilent } from '../../../src/farm/explain-no-taker.ts';
import { farmJob } from '../../support/farm-job.ts';

const GIB = 2 ** 30;

function worker(change: Partial<FarmWorker> = {}): FarmWorker {
  return {
    name: 'host-1',
    saltern: '1.0.0',
    labels: ['docker'],
    limits: { memoryBytes: 4 * GIB, cores: 2 },
    startedAt: '2026-11-26T01:30:00.000Z',
    seenAt: '2026-11-26T01:30:00.000Z',
    jobs: [],
    ...change,
  };
}

const job = (change: Parameters<typeof farmJob>[0] = {}) =>
  farmJob({ labels: ['docker'], needs: { memoryBytes: GIB, cores: 1 }, ...change });

describe('why nobody takes a job', () => {
  it.each<[string, readonly FarmJob[], readonly FarmWorker[], string]>([
    ['none is there', [job()], [], "there is no worker for 'demo-one-here': none is there"],
    [
      'the only one has another saltern',
      [job()],
      [worker({ saltern: '0.9.0' })],
      "there is no worker for 'demo-one-here': it needs saltern 1.0.0, as here, and 'host-1' has 0.9.0",
    ],
    [
      'all have another saltern',
      [job()],
      [worker({ saltern: '0.9.0' }), worker({ saltern: '1.1.0' })],
      "there is no worker for 'demo-one-here': it needs saltern 1.0.0, as here, and the 2 that are there have 0.9.0, 1.1.0",
    ],
    [
      'none has its label',
      [job({ labels: ['docker', 'kvm'] })],
      [worker()],
      "there is no worker for 'demo-one-here': no one has the label 'kvm'",
    ],
    [
      'none has all of its labels',
      [job({ labels: ['docker', 'kvm'] })],
      [worker(), worker({ labels: ['kvm'] })],
      "there is no worker for 'demo-one-here': no one has 'docker' and 'kvm' together",
    ],
    [
      'none is large enough',
      [job({ needs: { memoryBytes: 8 * GIB, cores: 2 } })],
      [worker(), worker()],
      "there is no worker for 'demo-one-here': it needs 8.0 GiB of memory and 2 cores, and those that could have 4.0 GiB of memory and 2 cores",
    ],
    [
      'the one that is large enough has not its label',
      [job({ labels: ['kvm'], needs: { memoryBytes: 8 * GIB, cores: 1 } })],
      [worker({ limits: { memoryBytes: 16 * GIB, cores: 8 } }), worker({ labels: ['kvm'] })],
      "there is no worker for 'demo-one-here': it needs 8.0 GiB of memory and 1 core, and those that could have 4.0 GiB of memory and 2 cores",
    ],
    [
      'it is one of several',
      [job(), job({ name: 'a', labels: ['kvm'] }), job({ name: 'b', labels: ['kvm'] })],
      [worker()],
      "there is no worker for 'a', nor one for 1 other job: no one has the label 'kvm'",
    ],
  ])('is said where %s', (_what, jobs, workers, sentence) => {
    expect(explainNoTaker(jobs, workers)).toBe(sentence);
  });

  it('is nothing where each has a worker, though that is at something else', () => {
    const jobs = [job(), job({ labels: ['kvm'] })];

    expect(explainNoTaker(jobs, [worker({ jobs: ['run/x'] }), worker({ labels: ['kvm'] })])).toBeUndefined();
    expect(explainNoTaker([], [])).toBeUndefined();
  });

  it('counts on nobody who was not heard of for a minute', () => {
    const now = Date.parse('2026-11-26T01:31:00.000Z');

    expect(isSilent(worker(), now)).toBe(false);
    expect(isSilent(worker(), now + 1)).toBe(true);
  });
});
