import { openInstanceStates } from '../../run/instance-state.ts';
import { destroyInstance } from '../../run/destroy-instance.ts';
import type { App, ExitCode } from '../app.ts';
import { listDrivers, loadFleet, type FleetOptions } from '../load-fleet.ts';
import { lockInstance } from '../lock-instance.ts';
import { describeFolders, makeContext } from '../make-context.ts';

/** Removes instances, or with `--orphans` what carries the project's label and no command or state file knows. */
export async function destroy(
  app: App,
  options: FleetOptions & { readonly orphans?: boolean },
  instances: readonly string[],
): Promise<ExitCode> {
  const { project, selected, plans } = await loadFleet(app, instances, { ...options, snapshot: 'none' });
  const folders = describeFolders(project);
  const states = openInstanceStates(folders.instances);
  const context = makeContext(app, project);
  const removed: string[] = [];
  if (options.orphans) {
    removed.push(...(await removeOrphans()));
  } else {
    // Instances that the suite files no longer know are still this project's to remove.
    const forgotten =
      instances.length === 0 ? (await states.names()).filter((name) => !plans.some((p) => p.name === name)) : [];
    for (const name of [...selected.map((plan) => plan.name), ...forgotten]) {
      await using _lock = await lockInstance(folders.locks, name, app.signal, () =>
        app.talk(`waiting: another saltern works on ${name}\n`),
      );
      if (await destroyInstance(name, { states, driver: app.driver }, context, listDrivers(project)[0] ?? 'docker'))
        removed.push(name);
    }
  }
  if (options.json) app.write(`${JSON.stringify({ removed }, null, 2)}\n`);
  else app.write(removed.length === 0 ? 'nothing to remove\n' : removed.map((name) => `removed ${name}\n`).join(''));
  return 0;

  async function removeOrphans(): Promise<readonly string[]> {
    const gone: string[] = [];
    const keep: string[] = [];
    for (const name of await states.names()) {
      const state = await states.read(name).catch(() => undefined);
      const isBusy = await isLocked(name);
      if (isBusy || state?.isSettled) keep.push(name);
      else if (
        await destroyInstance(name, { states, driver: app.driver }, context, listDrivers(project)[0] ?? 'docker')
      )
        gone.push(name);
    }
    for (const name of listDrivers(project)) {
      gone.push(...(await (await app.driver(name)).sweep({ keep }, context)));
    }
    return [...new Set(gone)];
  }

  async function isLocked(name: string): Promise<boolean> {
    const now = AbortSignal.timeout(0);
    try {
      await using _lock = await lockInstance(folders.locks, name, now, () => undefined);
      return false;
    } catch {
      return true;
    }
  }
}
