import { projectFolders } from '../../contract/project-folders.ts';
import { openInstanceStates } from '../../run/instance-state.ts';
import { destroyInstance } from '../../run/destroy-instance.ts';
import { takeLock } from '../../base/lock/with-lock.ts';
import type { App, ExitCode } from '../app.ts';
import { listDrivers, loadFleet, type FleetOptions } from '../load-fleet.ts';
import { lockInstance } from '../lock-instance.ts';
import { makeContext } from '../make-context.ts';

/** Removes instances, or with `--orphans` what carries the project's label and no command or state file knows. */
export async function destroy(
  app: App,
  options: FleetOptions & { readonly orphans?: boolean },
  instances: readonly string[],
): Promise<ExitCode> {
  const { project, selected, plans } = await loadFleet(app, instances, { ...options, snapshot: 'none' });
  const folders = projectFolders(project.reportsDirectory);
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
      if (await remove(name)) removed.push(name);
    }
  }
  if (options.json) app.write(`${JSON.stringify({ removed }, null, 2)}\n`);
  else app.write(removed.length === 0 ? 'nothing to remove\n' : removed.map((name) => `removed ${name}\n`).join(''));
  return 0;

  /** Gives whether there was anything. */
  function remove(name: string): Promise<boolean> {
    return destroyInstance(name, { states, driver: app.driver }, context, listDrivers(project)[0] ?? project.driver);
  }

  async function removeOrphans(): Promise<readonly string[]> {
    const gone: string[] = [];
    for (const name of await states.names()) {
      // Held while it is judged and removed, so that nobody begins to work on it in between.
      using lock = await tryLock(name);
      if (lock === undefined || (await isSettled(name))) continue;
      if (await remove(name)) gone.push(name);
    }
    for (const name of listDrivers(project)) {
      gone.push(...(await (await app.driver(name)).sweep({ keep: [], isInUse }, context)));
    }
    return [...new Set(gone)];
  }

  async function isInUse(name: string): Promise<boolean> {
    using lock = await tryLock(name);
    return lock === undefined || isSettled(name);
  }

  async function isSettled(name: string): Promise<boolean> {
    return (await states.read(name).catch(() => undefined))?.isSettled === true;
  }

  /** Undefined when a living process works on it. */
  function tryLock(name: string): Promise<Disposable | undefined> {
    return takeLock({ directory: folders.locks, key: name });
  }
}
