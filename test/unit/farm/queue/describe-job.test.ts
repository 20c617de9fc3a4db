import { describe, expect, it } from 'vitest';
import { describeJob } from '../../../../src/farm/queue/describe-job.ts';
import { farmJob } from '../../../support/farm-job.ts';

describe('what the queue knows of a job', () => {
  it.each([
    ['its name', { name: 'other' }],
    ['its run', { runId: 'other' }],
    ['how long it takes', { usualMs: 7 }],
    ['the order of its labels', { labels: ['kvm', 'docker'] }],
  ])('puts it in the same queue whatever %s is', (_what, change) => {
    const labels = ['docker', 'kvm'];

    expect(describeJob(farmJob({ labels, ...change })).queue).toBe(describeJob(farmJob({ labels })).queue);
  });

  it.each([
    ['version of saltern', { saltern: '2.0.0' }],
    ['label', { labels: ['kvm'] }],
    ['memory', { needs: { memoryBytes: 1, cores: 1 } }],
    ['number of cores', { needs: { memoryBytes: 1000, cores: 2 } }],
  ])('puts it in another queue for another %s', (_what, change) => {
    expect(describeJob(farmJob(change)).queue).not.toBe(describeJob(farmJob()).queue);
  });

  it('has an id of its own for each job, and the same one for the same', () => {
    const [one, same, other] = [farmJob(), farmJob({ usualMs: 5 }), farmJob({ name: 'x' })].map(describeJob);

    expect(one?.boss).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(same?.boss).toBe(one?.boss);
    expect(other?.boss).not.toBe(one?.boss);
  });

  it('has a priority that a column of whole numbers can hold', () => {
    const of = (usualMs?: number) => describeJob(farmJob(usualMs === undefined ? {} : { usualMs })).priority;

    expect([of(1.6), of(-5), of(1e12)]).toEqual([2, 0, 2_147_483_647]);
    expect(of()).toBe(2_147_483_647);
  });
});
