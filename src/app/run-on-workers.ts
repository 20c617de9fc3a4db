import type { Resources } from '../contract/driver.ts';
import { ConfigError } from '../contract/errors.ts';
import { VERSION } from '../contract/package-facts.ts';
import { nameMatcher } from '../base/text/match-name.ts';
import type { FarmJob } from '../contract/farm.ts';
import type { BoundInstance } from '../run/bind/bind-instances.ts';
import { followJobs } from './farm/follow-jobs.ts';
import { openPacker, type PackedInstance } from './farm/pack-instance.ts';
import type { PackedOrNot, WorkersOptions } from './farm/workers-options.ts';
import type { FleetRunner, FleetWork } from './fleet-runner.ts';

/** How often a job may be begun: workers are killed and lost. */
const ATTEMPTS = 3;
/** What a job may take beside its phases: content that comes, an image that others make. */
const MORE_MS = 10 * 60_000;

/** Runs instances on workers of other machines, as if it were here: the same events, the same results. */
export function runOnWorkers(options: WorkersOptions): FleetRunner {
  return {
    async begin(work) {
      const ready = await packAll(options, work);
      const limits = addUp((await options.desk.workers()).map((worker) => worker.limits));
      return { limits, run: (runOptions, services) => followJobs({ ...options, ready }, runOptions, services) };
    },
  };
}

/** All that cannot travel is told at once; a formula that cannot be read is trouble of its own instances alone. */
async function packAll(options: WorkersOptions, work: FleetWork): Promise<readonly PackedOrNot[]> {
  const { key, secrets } = options;
  const packer = openPacker({
    directory: work.project.directory,
    saltLog: work.saltLog,
    key,
    secrets: secrets.known(),
  });
  const plans = new Map(work.plans.map((plan) => [plan.name, plan]));
  const packing = work.bound.map(async (bound): Promise<PackedOrNot> => {
    try {
      const packed = await packer.pack(plans.get(bound.plan.name) ?? bound.plan);
      return { bound, packed, job: makeJob(options, work, { bound, packed }) };
    } catch (error) {
      return { bound, error };
    }
  });
  const ready = await Promise.all(packing);
  const refused = ready.flatMap((one) => ('error' in one && one.error instanceof ConfigError ? [one.error] : []));
  const [first] = refused;
  if (first !== undefined)
    throw new ConfigError(distinct(refused), first.hint === undefined ? {} : { hint: first.hint });
  return ready;
}

function distinct(errors: readonly ConfigError[]): ConfigError['problems'] {
  const problems = errors.flatMap((error) => error.problems);
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function makeJob(
  { labels }: WorkersOptions,
  { runId, project, usualMs }: FleetWork,
  { bound, packed }: { readonly bound: BoundInstance; readonly packed: PackedInstance },
): FarmJob {
  const { plan, needs } = bound;
  const { name } = plan;
  const own = Object.entries(labels).flatMap(([pattern, some]) => (nameMatcher(pattern)(name) ? some : []));
  const usual = usualMs[name];
  return {
    version: 1,
    id: `${runId}/${name}`,
    runId,
    saltern: VERSION,
    // Where it lies here is nobody's concern.
    project: { ...project, directory: '' },
    goal: 'test',
    plan: packed.plan,
    contents: packed.contents,
    labels: [...new Set([plan.driver.name, ...own])],
    needs,
    ...(usual === undefined ? {} : { usualMs: usual }),
    limitMs: 2 * Object.values(plan.timeoutsMs).reduce((sum, limit) => sum + limit, MORE_MS),
    attempts: ATTEMPTS,
  };
}

function addUp(limits: readonly Resources[]): Resources {
  const sum = (pick: (one: Resources) => number): number => limits.reduce((total, one) => total + pick(one), 0);
  return { memoryBytes: sum((one) => one.memoryBytes), cores: sum((one) => one.cores) };
}
