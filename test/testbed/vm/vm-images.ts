import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { contentKey, directoryKey, makeDirectory, removeAborted } from '../host/cache.ts';
import { run } from '../host/command.ts';
import { findDebianMirror } from '../host/debian-mirror.ts';
import { ensurePrograms } from '../host/ensure-programs.ts';
import { withLock } from '../host/lock.ts';
import type { Steps } from '../host/steps.ts';
import { customizeHook, mmdebstrapArguments, runMmdebstrap } from '../image/build-root.ts';
import { type ImagePlan, buildReleaseRpm } from '../image/ensure-image.ts';
import type { Workshop } from '../rpm/build-rpm.ts';
import type { RpmPool } from '../rpm/pool.ts';
import { type VmBreakage, breakDisk } from './broken-image.ts';
import { makeDisk, packDisk } from './make-disk.ts';
import { ensureSaltTree, saltVersions } from './salt-tree.ts';
import { vmFiles } from './vm-files.ts';
import { findVmRpms, vmPackages } from './vm-packages.ts';

/** A qcow2 in the testbed's cache, and its digest, which also stands in `<file>.SHA256SUM`. Never write to it. */
export interface VmImage {
  readonly file: string;
  readonly sha256: string;
}

/** What the VM image of a stand-in is made from. */
export interface VmSource {
  readonly plan: ImagePlan;
  readonly workshop: Workshop;
  readonly pool: RpmPool;
  /** Key over the recipes that the pool was built by. */
  readonly recipes: string;
}

interface Context {
  readonly steps: Steps;
  readonly cacheDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Finds the VM image of a stand-in in the cache, or builds it, broken on request; installs what that takes. */
export async function ensureVmImage(source: VmSource, context: Context, broken?: VmBreakage): Promise<VmImage> {
  const { steps, cacheDirectory } = context;
  const { standIn } = source.plan;
  const directory = join(cacheDirectory, 'vm-images');
  const name = ['standin', standIn.el, ...(broken ? [broken] : [])].join('-');
  const target = join(directory, `${name}-${await vmKey(source)}`);
  const image = join(target, `${name}.qcow2`);
  await ensurePrograms(['machines'], context, vmFiles);
  const found = await readSum(image);
  if (found) return found;
  const whole = broken ? await ensureVmImage(source, context) : undefined;
  const onWait = (pid: number): void => steps.note(`process ${pid} is building a VM image; waiting for it`);
  return withLock(join(directory, 'build.lock'), onWait, async () => {
    const built = await readSum(image);
    if (built) return built;
    await removeAborted(directory);
    await steps.step(`VM image ${name}`, () =>
      makeDirectory(target, async (aside) => {
        const work = join(aside, 'work');
        const disk = join(work, 'disk.raw');
        await mkdir(work);
        if (whole && broken) await makeBrokenDisk({ whole, disk, broken, directory: work });
        else await makeWholeDisk(source, context, { disk, directory: work });
        await packDisk(disk, join(aside, basename(image)));
        await rm(work, { recursive: true });
        await writeSum(join(aside, basename(image)));
      }),
    );
    const made = await readSum(image);
    if (made === undefined) throw new RangeError(image);
    return made;
  });
}

async function vmKey({ plan, recipes }: VmSource): Promise<string> {
  const args = mmdebstrapArguments(plan.standIn, 'mirror', vmPackages(plan.standIn));
  return contentKey([plan.key, recipes, args, saltVersions, await directoryKey(import.meta.dirname)]);
}

async function makeWholeDisk(
  { plan, workshop, pool }: VmSource,
  { steps, cacheDirectory, environment }: Context,
  { disk, directory }: { disk: string; directory: string },
): Promise<void> {
  const mirror = await findDebianMirror(environment);
  const salt = await ensureSaltTree(plan, { steps, cacheDirectory, environment });
  const customizeVm = join(import.meta.dirname, 'customize-vm.sh');
  await makeDisk({
    directory,
    disk,
    fill: async (sink) =>
      runMmdebstrap({
        argv: [
          `--essential-hook=cp -r '${join(import.meta.dirname, 'files')}/.' "$1/"`,
          `--customize-hook=${customizeHook}`,
          `--customize-hook=${customizeVm}`,
          `--customize-hook=tar -C "$1" -xf '${salt.file}'`,
          ...mmdebstrapArguments(plan.standIn, mirror, vmPackages(plan.standIn)),
        ],
        environment: {
          STANDIN_RPM: await buildReleaseRpm(plan, cacheDirectory),
          STANDIN_DEBS: '',
          STANDIN_PACKAGES: '',
          STANDIN_ALONE: '',
          VM_RPMS: findVmRpms(workshop, pool).join(' '),
        },
        log: join(directory, 'build.log'),
        sink,
        what: `the VM image of ${plan.standIn.el}`,
        mirror,
      }),
  });
}

async function makeBrokenDisk(options: {
  whole: VmImage;
  disk: string;
  broken: VmBreakage;
  directory: string;
}): Promise<void> {
  const { whole, disk, broken, directory } = options;
  await run(['qemu-img', 'convert', '-O', 'raw', whole.file, disk]);
  await breakDisk(disk, broken, directory);
}

async function writeSum(image: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(image), hash);
  await writeFile(`${image}.SHA256SUM`, `SHA256 (${basename(image)}) = ${hash.digest('hex')}\n`);
}

async function readSum(image: string): Promise<VmImage | undefined> {
  const text = await readFile(`${image}.SHA256SUM`, 'utf8').catch(() => '');
  const [sha256] = /[0-9a-f]{64}/.exec(text) ?? [];
  return sha256 === undefined ? undefined : { file: image, sha256 };
}
