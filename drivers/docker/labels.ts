import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { LockTarget } from '../../src/base/lock/take-lock.ts';
import type { DriverContext } from '../../src/contract/context.ts';

/**
 * Labels on everything that saltern makes in an engine, from the moment it exists: whatever crashes, it can be found.
 */
export const LABEL = {
  project: 'saltern.project',
  instance: 'saltern.instance',
  run: 'saltern.run',
  /** `instance` or `builder`. */
  role: 'saltern.role',
  /** Key of a prepared image; on its image and on its builder. */
  prepared: 'saltern.prepared',
  /** The image a prepared image was built on. */
  parent: 'saltern.parent',
  /** Base image reference and digest of a prepared image. */
  base: 'saltern.base',
  /** Platform that a prepared image was first made for. */
  platform: 'saltern.platform',
  /** What its last stage brought in, for people. */
  title: 'saltern.title',
} as const;

export const PREPARED_REPOSITORY = 'saltern/prepared';

type Owner = Pick<DriverContext, 'project' | 'runId'>;

export function ownLabels(
  { project, runId }: Owner,
  instance: string,
  role: 'instance' | 'builder',
): Record<string, string> {
  return { [LABEL.project]: project.id, [LABEL.instance]: instance, [LABEL.run]: runId, [LABEL.role]: role };
}

/** `saltern-<project>-<instance>-<run>`: readable first, unique last. */
export function containerName({ project, runId }: Owner, instance: string): string {
  return `saltern-${clean(project.name)}-${clean(instance)}-${shortRun(runId)}`;
}

export function builderName({ runId }: Owner, key: string): string {
  return `saltern-build-${key.slice(0, 12)}-${shortRun(runId)}`;
}

/** Shared by all projects of an engine: the key covers everything that went into the image. */
export function preparedTag(key: string): string {
  return `${PREPARED_REPOSITORY}:${key.slice(0, 32)}`;
}

/** `number`: from 1; a project has as many as runs of it were at once. */
export function networkName({ project }: Pick<Owner, 'project'>, number: number): string {
  return `saltern-${clean(project.id)}-${number}`;
}

/** Held while an image is built, or looked into. A sweep that can take it knows that its builder is an orphan. */
export function buildLock({ cacheDirectory }: Pick<DriverContext, 'cacheDirectory'>, key: string): LockTarget {
  return { directory: join(cacheDirectory, 'locks'), key: `docker-build-${key}` };
}

/** Held while a network of the project is chosen for an instance that is not in it yet, and while one is removed. */
export function networkLock({ cacheDirectory }: Pick<DriverContext, 'cacheDirectory'>, projectId: string): LockTarget {
  return { directory: join(cacheDirectory, 'locks'), key: `docker-network-${projectId}` };
}

/** Docker takes letters, digits, `_`, `.` and `-`. */
function clean(text: string): string {
  return text.replaceAll(/[^\w.-]+/g, '-');
}

/** A hash of the whole id: two ids may differ only at their end, or, made by hand, only at their start. */
function shortRun(runId: string): string {
  return createHash('sha256').update(runId).digest('hex').slice(0, 8);
}
