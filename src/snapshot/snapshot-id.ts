/** Name of a snapshot taken then: UTC, whole seconds, `20261122T013000`. */
export function toSnapshotId(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
}

/** The moment that a snapshot's id names, as ISO 8601 UTC. */
export function toSnapshotTime(id: string): string {
  return id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6.000Z');
}
