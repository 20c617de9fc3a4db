import { count } from '../../base/text/count.ts';
import type { ProjectInstance } from '../../config/project.ts';
import type { Store } from '../../contract/store.ts';
import { openStore } from '../../store/index.ts';
import { siftFailed } from '../sift-failed.ts';
import { readUsualTimes } from '../usual-times.ts';
import { findTouched } from './find-touched.ts';
import type { NightScene } from './night-scene.ts';
import { orderNight, type OrderedInstance } from './order-night.ts';

/** What a night's order is made from. */
export interface PlannedNight extends Pick<NightScene, 'services' | 'project' | 'folders'> {
  readonly instances: readonly Pick<ProjectInstance, 'name'>[];
  /** Id of the snapshot that it is on. Default: there is none yet. */
  readonly snapshot: string | undefined;
}

/** The instances of a night in their order, each with what gives it its place. Reads what is remembered; writes nothing. */
export async function planNight(planned: PlannedNight): Promise<readonly OrderedInstance[]> {
  const { services, project, folders, instances, snapshot } = planned;
  await using store: Store = await openStore('files', { folders });
  const [usualMs, sifted, touched] = await Promise.all([
    readUsualTimes(store, 'test'),
    siftFailed(instances, project.instances, folders),
    findTouched(services, { project, store, snapshot }),
  ]);
  const failed = new Set(sifted.failed.map(({ name }) => name));
  return orderNight(
    instances.map(({ name }) => name),
    (name) => ({ hasFailed: failed.has(name), touched: touched.get(name) ?? [], usualMs: usualMs[name] }),
  );
}

/** `40 instances, 3 that failed last and 5 with changed packages first`. Pure. */
export function describePlan(ordered: readonly OrderedInstance[]): string {
  const failed = ordered.filter(({ hasFailed }) => hasFailed).length;
  const touched = ordered.filter((one) => !one.hasFailed && one.touched.length > 0).length;
  const first = [
    ...(failed > 0 ? [`${failed} that failed last`] : []),
    ...(touched > 0 ? [`${touched} with changed packages`] : []),
  ];
  const all = count(ordered.length, 'instance');
  return first.length === 0 ? all : `${all}, ${first.join(' and ')} first`;
}
