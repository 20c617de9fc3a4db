import type { Evidence, KeptEvidence } from '../../../src/contract/evidence.ts';
import type { Waiver } from '../../../src/contract/gate-records.ts';
import { failureFingerprint } from '../../../src/gate/failure-fingerprint.ts';
import type { GateInput } from '../../../src/gate/gate-input.ts';
import type { ChannelPolicy, GatePolicy } from '../../../src/gate/policy.ts';
import type { DecidingProject, DeclaredInstance } from '../../../src/contract/decision.ts';

export const now = new Date('2026-11-23T06:00:00Z');
export const snapshot = { id: '20261123T013000', digest: `sha256:${'5'.repeat(64)}` };

/** What decided, where nothing is said of overlays. */
export const project: DecidingProject = { digest: 'sha256:project', overlays: [], leftOut: [] };

export function declare(formula: string, suite: string, platform: string): DeclaredInstance {
  return {
    name: `${formula}-${suite}-${platform}`,
    formula,
    suite,
    platform,
    formulaDigest: 'sha256:f',
    suiteDigest: 'sha256:s',
    recipe: 'sha256:r',
    members: ['base9'],
  };
}

export const ssh7 = declare('ops-ssh', 'default', 'centos-7');
export const ssh9 = declare('ops-ssh', 'default', 'centos-stream-9');
export const time9 = declare('ops-time', 'default', 'centos-stream-9');

/** With the packages too, so that it can be kept. */
export function result(
  instance: DeclaredInstance,
  changes: Partial<Evidence & KeptEvidence> = {},
): Evidence & KeptEvidence {
  return {
    version: 1,
    number: 1,
    digest: 'sha256:e',
    runId: '01RUN',
    instance: instance.name,
    formula: instance.formula,
    suite: instance.suite,
    platform: instance.platform,
    outcome: 'pass',
    proved: { states: 2, checks: 1 },
    reasons: [],
    snapshot,
    formulaDigest: instance.formulaDigest,
    suiteDigest: instance.suiteDigest,
    recipe: instance.recipe,
    image: { reference: 'image', digest: 'sha256:i' },
    saltVersion: '3007.15',
    packages: [],
    startedAt: '2026-11-23T04:59:00.000Z',
    finishedAt: '2026-11-23T05:00:00.000Z',
    ...changes,
  };
}

export function policyFor(suites: readonly string[], platforms: readonly string[], maxAgeMs?: number): GatePolicy {
  const place = { file: 'gate.yml', line: 4, column: 9 };
  return {
    file: 'gate.yml',
    digest: 'sha256:p',
    channels: { stable: { require: [{ suites, platforms, place }], maxAgeMs } },
  };
}

export function input(changes: Partial<GateInput> = {}): GateInput {
  return {
    policy: policyFor(['*'], ['*'], 36 * 3_600_000),
    channel: 'stable',
    snapshot,
    project,
    declared: [ssh9],
    evidence: [],
    now,
    ...changes,
  };
}

/** A policy that requires everything, with these rules for `stable` besides. */
export function policyWith(rules: Partial<ChannelPolicy>, more: Partial<GatePolicy> = {}): GatePolicy {
  const plain = policyFor(['*'], ['*']);
  const channels = Object.entries(plain.channels).map(([name, own]) => [name, { ...own, ...rules }] as const);
  return { ...plain, channels: Object.fromEntries(channels), ...more };
}

/** A failure of `ssh9`, as every fixture that says nothing else has it. */
export const failed = result(ssh9, {
  outcome: 'fail',
  reasons: ['check port tcp:22 listening: expected true, got false'],
});

/** A waiver in force that covers it. */
export function waiver(changes: Partial<Waiver> = {}): Waiver {
  return {
    name: 'known',
    file: 'waivers/known.yml',
    digest: 'sha256:w',
    requirement: ssh9.name,
    scope: { kind: 'channel', channel: 'stable' },
    failure: failureFingerprint(failed),
    reason: 'mended upstream',
    ticket: 'OPS-12',
    author: 'jane',
    approver: 'bob',
    created: '2026-11-22T10:00:00.000Z',
    expires: '2026-11-29T10:00:00.000Z',
    ...changes,
  };
}
