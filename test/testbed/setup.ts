import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Need } from '../../src/contract/programs.ts';
import { findCacheDirectory, removeAborted } from './host/cache.ts';
import { findDebianMirror } from './host/debian-mirror.ts';
import { ensureDockerEngine } from './host/docker-engine.ts';
import { ensurePrograms } from './host/ensure-programs.ts';
import { withLock } from './host/lock.ts';
import { findPipAccess } from './host/pip-environment.ts';
import { type Steps, createSteps } from './host/steps.ts';
import { tellError } from './host/testbed-error.ts';
import { type ImagePlan, importImage, isCached, makeRoot, missingImages, planImage } from './image/ensure-image.ts';
import { type El, type StandIn, standIns } from './image/stand-ins.ts';
import type { Workshop } from './rpm/build-rpm.ts';
import { ACT, ACTIONLINT } from './act/ensure-act.ts';
import { ensureGoPrograms } from './go/ensure-go-program.ts';
import { ensureMailpit, MAILPIT } from './mailpit/ensure-mailpit.ts';
import { ensurePulp } from './pulp/ensure-pulp.ts';
import { type RpmPool, ensurePool, openWorkshop, recipeKey } from './rpm/pool.ts';
import type { VmBreakage } from './vm/broken-image.ts';
import { type VmImage, ensureVmImage } from './vm/vm-images.ts';

/** Everything a test needs to run against the stand-ins. */
export interface Testbed {
  /** Image references by content tag. */
  readonly images: Readonly<Record<El, string>>;
  /** A certificate bundle of the host to mount at `/run/host-ca.pem` where pip must run; see `pipEnvironment`. */
  readonly certificates: string | undefined;
  /** What pip needs in the environment of a container, certificates at their path in the container. */
  readonly pipEnvironment: Readonly<Record<string, string>>;
  readonly cacheDirectory: string;
  /** The RPMs of night 0, package name ▸ file in the cache: copy them, never change them. */
  rpmPool(el: El): RpmPool;
  /** What more RPMs of the stand-in are built from; the night maker uses it. */
  workshop(el: El): Workshop;
  /**
   * The stand-in as a cloud image for VMs. The first call installs QEMU and builds it, within minutes; who never calls
   * it pays nothing. Throws `TestbedError` with a hint.
   */
  vmImage(el: El): Promise<VmImage>;
  /** The same image with something wrong that only a boot shows; made from the good one in seconds. */
  brokenVmImage(el: El, broken: VmBreakage): Promise<VmImage>;
  /** Path of a mail server, built by the first call within two minutes. Throws `TestbedError` with a hint. */
  mailpit(): Promise<string>;
}

/**
 * Leaves a Docker engine, programs, the three images and their RPMs ready; what is there already costs
 * milliseconds. What it does, how far it is and the seconds go to stderr. Throws `TestbedError` with a hint.
 */
export async function setupTestbed(
  options: {
    readonly quiet?: boolean;
    readonly environment?: NodeJS.ProcessEnv;
    /** Who else needs programs of this machine. Default: nobody. */
    readonly needs?: readonly Need[];
    /** Also what only some tests need: the programs that Go builds, and a Pulp, beside all else. Default: false. */
    readonly all?: boolean;
  } = {},
): Promise<Testbed> {
  const environment = options.environment ?? process.env;
  const cacheDirectory = findCacheDirectory(environment);
  const steps = options.quiet ? createSteps() : createSteps((text) => process.stderr.write(text));
  const recipes = await recipeKey();
  const plans = await Promise.all(standIns.map((standIn) => planImage(standIn, cacheDirectory)));
  // The engine first: where there is no apt-get it brings its own client.
  await ensureDockerEngine(steps, { cacheDirectory, environment });
  await ensurePrograms(['set-up', ...(options.needs ?? [])], { steps, environment });
  const context = { steps, cacheDirectory, environment };
  const [pools] = await Promise.all([
    buildAll(plans, { ...context, recipes }),
    // One after the other wait for downloads and work on one core, the others need both.
    ...(options.all ? [ensurePulp(context), ensureGoPrograms([MAILPIT, ACTIONLINT, ACT], context)] : []),
  ]);
  const vmImage = (el: El, broken?: VmBreakage): Promise<VmImage> =>
    ensureVmImage({ ...pools[el], recipes }, context, broken);
  return {
    images: byPlatform(plans, (plan) => plan.reference),
    ...findPipAccess(environment),
    cacheDirectory,
    rpmPool: (el) => pools[el].pool,
    workshop: (el) => pools[el].workshop,
    vmImage: (el) => vmImage(el),
    brokenVmImage: vmImage,
    mailpit: () => ensureMailpit(context),
  };
}

interface Context {
  readonly steps: Steps;
  readonly cacheDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Images and RPMs. */
async function buildAll(
  plans: readonly ImagePlan[],
  context: Context & { readonly recipes: string },
): Promise<Record<El, OpenedPool>> {
  const { steps, cacheDirectory } = context;
  if (!(await isReady(plans))) {
    const onWait = (pid: number): void => steps.note(`process ${pid} is building the testbed; waiting for it`);
    await withLock(join(cacheDirectory, 'build.lock'), onWait, () => build(plans, context));
  }
  return await openPools(plans, context);
}

async function isReady(plans: readonly ImagePlan[]): Promise<boolean> {
  const cached = await Promise.all(plans.map(isCached));
  return cached.every(Boolean) && (await missingImages(plans)).length === 0;
}

async function build(plans: readonly ImagePlan[], context: Context): Promise<void> {
  const { steps, cacheDirectory, environment } = context;
  await removeAborted(join(cacheDirectory, 'roots'));
  const mirror = await findDebianMirror(environment);
  const missing = new Set(await missingImages(plans));
  const cached = await Promise.all(plans.map(isCached));
  const limit = pLimit(2);
  const make = async (plan: ImagePlan, index: number): Promise<void> => {
    const title = `image ${plan.standIn.imageName} (${index + 1} of ${plans.length})`;
    if (!cached[index])
      await steps.step(`${title}: root from Debian ${plan.standIn.debianSuite}`, () =>
        makeRoot(plan, cacheDirectory, mirror),
      );
    if (missing.has(plan)) await steps.step(`${title}: import`, () => importImage(plan, steps));
  };
  await Promise.all(plans.map((plan, index) => limit(make, plan, index)));
}

interface OpenedPool {
  readonly plan: ImagePlan;
  readonly workshop: Workshop;
  readonly pool: RpmPool;
}

async function openPools(
  plans: readonly ImagePlan[],
  context: { steps: Steps; cacheDirectory: string; recipes: string },
): Promise<Record<El, OpenedPool>> {
  const opened: OpenedPool[] = [];
  for (const plan of plans) {
    const workshop = await openWorkshop({ ...context, standIn: plan.standIn, debDirectory: plan.debDirectory });
    opened.push({ plan, workshop, pool: await ensurePool(workshop, context.steps) });
  }
  const of = (plan: ImagePlan): OpenedPool => {
    const found = opened[plans.indexOf(plan)];
    if (found === undefined) throw new RangeError(plan.reference);
    return found;
  };
  return byPlatform(plans, of);
}

function byPlatform<T>(plans: readonly ImagePlan[], value: (plan: ImagePlan) => T): Record<El, T> {
  const of = (el: StandIn['el']): T => {
    const plan = plans.find((one) => one.standIn.el === el);
    if (plan === undefined) throw new RangeError(`no stand-in for '${el}'`);
    return value(plan);
  };
  return { el7: of('el7'), el8: of('el8'), el9: of('el9') };
}

if (import.meta.main) {
  try {
    await setupTestbed();
  } catch (error) {
    process.stderr.write(tellError(error));
    process.exitCode = 3;
  }
}
