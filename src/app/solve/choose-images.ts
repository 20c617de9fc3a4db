import type { ProjectInstance } from '../../config/project.ts';

/**
 * Instances in whose images those members can be tried, one for each platform whose machines have just these together; one with
 * Salt in it before one without, because most have it. Pure.
 */
export function chooseImages<T extends Pick<ProjectInstance, 'platform' | 'driver' | 'states' | 'repositories'>>(
  instances: readonly T[],
  members: readonly string[],
): readonly T[] {
  const wanted = members.toSorted().join(' ');
  const fitting = instances.filter(({ repositories }) => repositories?.members.toSorted().join(' ') === wanted);
  const ordered = [...fitting].sort((a, b) => Number(a.states.kind === 'none') - Number(b.states.kind === 'none'));
  const first = new Map<string, T>();
  for (const instance of ordered) {
    const key = `${instance.platform} ${instance.driver.name}`;
    if (!first.has(key)) first.set(key, instance);
  }
  return [...first.values()].sort((a, b) => (a.platform < b.platform ? -1 : 1));
}
