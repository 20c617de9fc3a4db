import type { FleetView, InstanceView } from '../../contract/fleet-view.ts';
import type { ResultRow } from '../../contract/history.ts';
import { isBad } from '../../contract/outcome.ts';
import { listPackageChanges, type InstalledChange } from '../../contract/list-package-changes.ts';

/** Installed packages by instance and run, as far as they are known. */
export type PackagesOf = (instance: string, runId: string) => readonly string[] | undefined;

/** Instances that are red for one reason. */
export interface RedGroup {
  readonly formula: string;
  /** As it is told, the shortest answer. */
  readonly reason: string;
  readonly rows: readonly RedInstance[];
}

/** An instance whose newest result is no pass. */
export interface RedInstance {
  readonly instance: InstanceView;
  readonly latest: ResultRow;
  /** What changed in its packages since it passed. Default: not known. */
  readonly changes?: readonly InstalledChange[];
}

/** What is red now, of one formula and for one reason together; those that fail come before those that could not be run. Pure. */
export function listRed({ instances }: Pick<FleetView, 'instances'>, packagesOf: PackagesOf): readonly RedGroup[] {
  const red = instances.flatMap((instance): readonly RedInstance[] => {
    const { latest } = instance;
    return latest === undefined || !isBad(latest) ? [] : [{ instance, latest, ...findChanges(instance, packagesOf) }];
  });
  const first = [...red.filter(({ latest }) => latest.outcome === 'fail'), ...red.filter(isError)];
  return [
    ...Map.groupBy(first, ({ instance, latest }) => JSON.stringify([instance.formula, latest.reason])).values(),
  ].map((rows) => ({ formula: rows[0]?.instance.formula ?? '', reason: rows[0]?.latest.reason ?? '', rows }));
}

/**
 * Packages that changed in every red instance since it passed, and whose new version no green one has: as good a guess as
 * there is without trying. Empty where there is no such package, or too little is known. Pure.
 */
export function findSuspects(
  groups: readonly RedGroup[],
  { instances }: Pick<FleetView, 'instances'>,
  packagesOf: PackagesOf,
): readonly InstalledChange[] {
  const changes = groups.flatMap(({ rows }) => rows.map((row) => row.changes));
  if (changes.length === 0 || changes.includes(undefined)) return [];
  const known = changes.flatMap((own) => own ?? []);
  const common = [...Map.groupBy(known, ({ name }) => name)].filter(([name]) =>
    changes.every((own) => own?.some((change) => change.name === name)),
  );
  const green = new Set(
    instances.flatMap(({ name, latest }) => (latest?.outcome === 'pass' ? (packagesOf(name, latest.runId) ?? []) : [])),
  );
  return common.flatMap(([, all]) => {
    const isElsewhere = all.some(({ name, to, arch }) => to !== undefined && green.has(`${name}-${to}.${arch}`));
    return isElsewhere ? [] : all.slice(0, 1);
  });
}

function findChanges({ name, latest, lastPass }: InstanceView, packagesOf: PackagesOf): Pick<RedInstance, 'changes'> {
  if (latest === undefined || lastPass === undefined) return {};
  const [before, after] = [packagesOf(name, lastPass.runId), packagesOf(name, latest.runId)];
  return before === undefined || after === undefined ? {} : { changes: listPackageChanges(before, after) };
}

function isError({ latest }: RedInstance): boolean {
  return latest.outcome === 'error';
}
