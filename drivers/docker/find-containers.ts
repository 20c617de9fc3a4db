import type { Engine } from './engine.ts';
import { LABEL } from './labels.ts';

/** A container of ours, as its labels say. */
export interface OwnContainer {
  readonly id: string;
  readonly name: string;
  readonly instance: string;
  readonly runId: string;
  readonly role: string;
  readonly prepared: string;
  /** Names of those that it is in, or will be when it starts. */
  readonly networks: readonly string[];
}

export interface OwnFilter {
  readonly projectId: string;
  readonly instance?: string;
  readonly runId?: string;
  readonly role?: 'instance' | 'builder';
}

/** Containers of a project by their labels, running or not. */
export async function findContainers(
  engine: Engine,
  filter: OwnFilter,
  signal?: AbortSignal,
): Promise<readonly OwnContainer[]> {
  const label = labelFilter(filter);
  const found = await engine.ask(
    'list containers',
    (docker) => docker.listContainers({ all: true, filters: { label: [...label] } }),
    signal,
  );
  return found.map(({ Id, Names, Labels, NetworkSettings }) => ({
    id: Id,
    name: Names[0]?.replace(/^\//, '') ?? Id,
    instance: Labels[LABEL.instance] ?? '',
    runId: Labels[LABEL.run] ?? '',
    role: Labels[LABEL.role] ?? '',
    prepared: Labels[LABEL.prepared] ?? '',
    networks: Object.keys(NetworkSettings?.Networks ?? {}),
  }));
}

/** The engine's filter for what carries these labels. */
export function labelFilter(filter: OwnFilter): readonly string[] {
  const pairs = [
    [LABEL.project, filter.projectId],
    [LABEL.instance, filter.instance],
    [LABEL.run, filter.runId],
    [LABEL.role, filter.role],
  ];
  return pairs.filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${value}`);
}
