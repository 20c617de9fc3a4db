import { randomBytes } from 'node:crypto';
import { SalternError } from '../../contract/errors.ts';
import type { NewRunEvent, Reporter, RunEvent } from '../../contract/events.ts';
import type { InstanceSummary } from '../../contract/events.ts';
import type { RunResult } from '../../contract/model.ts';
import { projectFolders } from '../../contract/project-folders.ts';
import { verifiers } from '../../verify/registry.ts';
import { saltProvisioner } from '../../provision/salt-provisioner.ts';
import { openInstanceStates } from '../../run/instance-state.ts';
import { measureLimits } from '../measure-limits.ts';
import { requireReboot } from '../../run/require-reboot.ts';
import { runInstances } from '../../run/run-instances.ts';
import type { Goal, RunOptions, RunParts } from '../../run/run-options.ts';
import { openStore } from '../../store/index.ts';
import type { App, ExitCode } from '../app.ts';
import { fetchFleet, loadFleet, type Fleet, type FleetOptions } from '../load-fleet.ts';
import { lockInstance } from '../lock-instance.ts';
import { makeContext } from '../make-context.ts';
import { openReporters } from '../open-reporters.ts';

export interface RunFlags extends FleetOptions {
  readonly failFast?: boolean;
}

/** `create`, `converge`, `verify` and `test`: plan, run, report. */
export async function run(goal: Goal, app: App, flags: RunFlags, instances: readonly string[]): Promise<ExitCode> {
  const loaded = await loadFleet(app, instances, flags);
  if (goal === 'verify') refuseNoChecks(loaded);
  if (goal === 'test') await refuseNoReboot(app, loaded);
  const fleet = await fetchFleet(app, loaded, loaded.selected);
  const runId = makeRunId(app.now());
  const folders = projectFolders(fleet.project.reportsDirectory);
  const { directory } = folders.run(runId);
  await using store = await openStore('files', { folders });
  const reporters = await openReporters({ app, fleet, store, isJson: flags.json ?? false, verb: goal, directory });
  const verifier = await verifiers.goss();
  const parts = makeParts(app, fleet, { runId, directory, reporters, verifier });
  const options: RunOptions = {
    goal,
    destroy: fleet.project.destroy,
    isFailFast: flags.failFast ?? false,
    concurrency: fleet.project.concurrency,
    signal: app.signal,
  };
  await tellPace(app, fleet);
  parts.emit(describeStart(fleet, { runId, goal, directory, limits: parts.limits.cores }));
  const result = await runInstances(fleet.selected, options, parts);
  await closeReporters(reporters);
  return toExitCode(result);
}

/** Nothing to verify is no pass: it would be green whatever the instances are like. */
function refuseNoChecks({ selected }: Fleet): void {
  if (selected.some((plan) => plan.checks.length > 0)) return;
  const names = selected.map((plan) => plan.name);
  throw new SalternError(
    'USAGE',
    `There are no checks to run: ${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} none`,
    {
      hint: "Add 'checks:' to the suite, or use `saltern test` where applying the states twice is all there is to prove.",
    },
  );
}

/** Once, before anything else: who waits ten times longer than usual should know that and why. */
async function tellPace(app: App, { project, selected }: Fleet): Promise<void> {
  const told = new Set<string>();
  for (const { driver: named } of selected) {
    const driver = await app.driver(named.name);
    const pace = await driver.pace?.(driver.configSchema.parse(named.config), makeContext(app, project));
    if (!pace || pace.factor === 1) continue;
    told.add(
      `${named.name}: instances are some ${pace.factor} times slower here, and so are the time limits: ${pace.reason}\n`,
    );
  }
  for (const line of told) app.talk(line);
}

/** Known before anything is started: what a driver can do is known by the driver only, not by its schema. */
async function refuseNoReboot(app: App, { selected }: Fleet): Promise<void> {
  for (const { name, driver, steps } of selected) {
    if (steps.includes('reboot')) requireReboot(await app.driver(driver.name), name);
  }
}

function makeParts(
  app: App,
  { project }: Fleet,
  {
    runId,
    directory,
    reporters,
    verifier,
  }: Pick<RunParts, 'runId' | 'directory' | 'verifier'> & { reporters: readonly Reporter[] },
): RunParts {
  const folders = projectFolders(project.reportsDirectory);
  return {
    project: project.identity,
    runId,
    directory,
    cacheDirectory: app.cacheDirectory,
    environment: app.environment,
    states: openInstanceStates(folders.instances),
    driver: (name) => app.driver(name),
    provisioner: saltProvisioner,
    verifier,
    lock: (name, signal, onWait) => lockInstance(folders.locks, name, signal, onWait),
    emit(event: NewRunEvent) {
      // The spread of a union's member plus `at` is that member again; the compiler cannot see it.
      const stamped = { ...event, at: app.now() } as RunEvent;
      for (const reporter of reporters) reporter.on(stamped);
    },
    now: app.now,
    limits: measureLimits(),
  };
}

function describeStart(
  { selected, snapshot }: Fleet,
  { runId, goal, directory, limits }: { runId: string; goal: Goal; directory: string; limits: number },
): NewRunEvent {
  const summaries: InstanceSummary[] = selected.map(({ name, formula, suite, platform }) => ({
    name,
    formula,
    suite,
    platform,
  }));
  return {
    type: 'run-started',
    runId,
    verb: goal,
    instances: summaries,
    snapshot: snapshot?.id,
    drivers: [...new Set(selected.map((plan) => plan.driver.name))],
    concurrency: limits,
    directory,
  };
}

/** Every one gets to write what it owes, the screen last; then the first trouble is told. */
async function closeReporters(reporters: readonly Reporter[]): Promise<void> {
  const troubles: unknown[] = [];
  for (const reporter of reporters) await reporter.close?.().catch((error: unknown) => troubles.push(error));
  if (troubles.length > 0) throw troubles[0];
}

/** Sorts by time as text, and two in the same second stay apart. */
function makeRunId(now: number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+Z$/g, '');
  return `${time}-${randomBytes(2).toString('hex')}`;
}

/** A failure is a finding and comes before "could not find out". */
function toExitCode(result: RunResult): ExitCode {
  if (result.interrupted) return 130;
  if (result.instances.some((one) => one.outcome === 'fail')) return 1;
  return result.outcome === 'error' ? 3 : 0;
}
