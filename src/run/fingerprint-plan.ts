import { createHash } from 'node:crypto';
import type { InstancePlan } from '../contract/model.ts';

/** Digest over what an instance is made from. A kept instance with another fingerprint is made again, never reused. */
export function fingerprintPlan(plan: InstancePlan): string {
  const made = { driver: plan.driver, salt: plan.salt, prepare: plan.prepare, snapshot: plan.snapshot ?? null };
  return createHash('sha256').update(JSON.stringify(made)).digest('hex');
}
