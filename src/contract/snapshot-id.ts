import { CLOCK_SKEW_MS } from './clock-skew.ts';

/**
 * The parts of a snapshot's id. The id of a snapshot that was taken is a UTC time, `20261122T013000`. The id of a
 * derived one has its parent's time and a label of its own, `20261122T013000.hold-chrony`: it sorts right after its
 * parent and before whatever was taken later, and can never be mistaken for a time. A dot, because a run's id is a time
 * and a hyphen.
 */
export interface SnapshotId {
  /** `20261122T013000`: when the packages were taken. */
  readonly time: string;
  /** What makes a derived one different; undefined for one that was taken. */
  readonly label: string | undefined;
}

const FORM = /^(\d{8}T\d{6})(?:\.([A-Za-z0-9][A-Za-z0-9._-]{0,79}))?$/;

/** Undefined when the text does not have the form of a snapshot's id. */
export function parseSnapshotId(text: string): SnapshotId | undefined {
  const [, time, label] = FORM.exec(text) ?? [];
  return time === undefined ? undefined : { time, label };
}

/** Whether the text has the form of a snapshot's id, taken or derived. */
export function isSnapshotId(text: string): boolean {
  return FORM.test(text);
}

/** Whether this is the id of a snapshot that was derived from another. */
export function isDerivedId(id: string): boolean {
  return parseSnapshotId(id)?.label !== undefined;
}

/** Of ids, newest first, the newest that was taken; a derived snapshot is used only when it is named. Default: none was. */
export function newestTaken(ids: readonly string[]): string | undefined {
  return ids.find((id) => !isDerivedId(id));
}

/**
 * Whether the packages of `id` were taken before those of `other`. A derived snapshot is as old as its parent, so
 * neither was taken before the other.
 */
export function isTakenBefore(id: string, other: string): boolean {
  return timeOf(id) < timeOf(other);
}

/**
 * Whether the packages of `id` were taken later than now: then a clock was wrong when they were, or is now. Not by less than
 * clocks differ, for snapshots of one second count up too.
 */
export function isOfFuture(id: string, now: Date): boolean {
  return timeOf(id) > toSnapshotId(new Date(now.getTime() + CLOCK_SKEW_MS));
}

/** Id of a snapshot taken then: UTC, whole seconds. */
export function toSnapshotId(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
}

/** The time that the id of a taken (not derived) snapshot stands for, as ISO 8601 UTC. */
export function toSnapshotTime(id: string): string {
  return id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6.000Z');
}

function timeOf(id: string): string {
  return parseSnapshotId(id)?.time ?? id;
}
