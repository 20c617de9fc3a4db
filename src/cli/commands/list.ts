import { projectFolders } from '../../contract/project-folders.ts';
import { formatTime } from '../../base/time/format-time.ts';
import { openInstanceStates, type InstanceState } from '../../run/instance-state.ts';
import type { App, ExitCode } from '../app.ts';
import { loadFleet, type FleetOptions } from '../load-fleet.ts';
import { renderTable } from '../render-table.ts';

/** Instances with what their state files say; the drivers are not asked, so it stays quick. */
export async function list(app: App, options: FleetOptions, instances: readonly string[]): Promise<ExitCode> {
  const { project, selected } = await loadFleet(app, instances, { ...options, snapshot: 'none' });
  const states = openInstanceStates(projectFolders(project.reportsDirectory).instances);
  const known = new Set(await states.names());
  const rows = await Promise.all(
    selected.map(async (plan) => {
      const state = known.has(plan.name) ? await states.read(plan.name).catch(() => 'damaged' as const) : undefined;
      return {
        name: plan.name,
        driver: plan.driver.name,
        platform: plan.platform,
        tags: plan.tags,
        ...describeState(state),
      };
    }),
  );
  if (options.json) {
    // Every row has every key, null where there is nothing.
    app.write(`${JSON.stringify(rows, (_, value: unknown) => value ?? null, 2)}\n`);
    return 0;
  }
  const cells = rows.map((row) => [row.name, row.driver, row.state, row.snapshot ?? '', formatTime(row.since ?? '')]);
  app.write(renderTable(['INSTANCE', 'DRIVER', 'STATE', 'SNAPSHOT', 'SINCE (UTC)'], cells));
  return 0;
}

function describeState(state: InstanceState | 'damaged' | undefined) {
  if (state === undefined) return { state: 'not created', snapshot: undefined, since: undefined };
  if (state === 'damaged')
    return { state: 'state file damaged: saltern destroy it', snapshot: undefined, since: undefined };
  const { verify, converge, create } = state.phases;
  const last = verify
    ? { name: 'verified', ...verify }
    : converge
      ? { name: 'converged', ...converge }
      : create && { name: 'created', ...create };
  if (!last) return { state: 'half created', snapshot: state.snapshot?.id, since: state.createdAt };
  const name = last.outcome === 'pass' || last.outcome === 'skip' ? last.name : `${last.name}: ${last.outcome}`;
  return { state: name, snapshot: state.snapshot?.id, since: last.at };
}
