import { createHash } from 'node:crypto';
import { bindInstances, type BoundInstance } from '../run/bind/bind-instances.ts';
import { stageVerifiers } from '../run/phases/stage-verifiers.ts';
import { saltProvisioner } from '../provision/salt-provisioner.ts';
import { findVerifier } from '../verify/index.ts';
import { hostContext } from './host-context.ts';
import { planFleet, selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';

/** Names under which a CI may keep what `saltern cache save` has written. */
export interface CacheKey {
  /** Changes with whatever changes the prepared images that the instances start from. */
  readonly key: string;
  /** What all keys of these drivers begin with: another one's images have Salt in them already, if not this snapshot. */
  readonly fallback: string;
  /** Drivers of these instances, sorted. */
  readonly drivers: readonly string[];
}

/**
 * The key of the prepared images that the selected instances start from: over the keys that drivers give them, and over
 * base images by their names, which nothing need be pulled for. Throws what planning throws.
 */
export async function findCacheKey(
  services: Services,
  instances: readonly string[],
  { architecture, ...options }: SelectOptions & { readonly architecture: string },
): Promise<CacheKey> {
  const { plans } = await planFleet(services, await selectFleet(services, instances, options));
  const bound = await bindInstances(plans, {
    driver: services.driver,
    verifier: (name) => findVerifier(name).load(),
    goal: 'test',
    context: hostContext(services),
  });
  const parts = await Promise.all(bound.map((one) => describeImage(services, one)));
  const digest = createHash('sha256')
    .update([...new Set(parts)].toSorted().join('\n'))
    .digest('hex')
    .slice(0, 16);
  const drivers = [...new Set(bound.map(({ driver }) => driver.name))].toSorted();
  const fallback = `saltern-${drivers.join('+') || 'none'}-${architecture}-`;
  return { key: `${fallback}${digest}`, fallback, drivers };
}

async function describeImage(services: Services, { plan, driver, checks }: BoundInstance): Promise<string> {
  const context = { ...hostContext(services), snapshotUrl: driver.snapshotUrl };
  const stages = await saltProvisioner.stages(plan, context);
  const last = (await stageVerifiers(checks, stages, services.signal)) ?? stages.at(-1);
  return JSON.stringify([driver.name, plan.driver.config, last?.key ?? null]);
}
