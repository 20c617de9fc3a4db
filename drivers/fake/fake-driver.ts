import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readText } from '../../src/base/files/read-regular.ts';
import { MOST_BYTES } from '../../src/base/files/size-limits.ts';
import { parseJson } from '../../src/base/json/parse-json.ts';
import { pathExists } from '../../src/base/files/path-exists.ts';
import { readFolder } from '../../src/base/files/read-folder.ts';
import type { Driver } from '../../src/contract/driver.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { withLock } from '../../src/base/lock/with-lock.ts';
import { fakeConfigSchema, type FakeConfig } from './config.ts';
import { endBoot } from './end-boot.ts';
import { fakeConnection } from './fake-connection.ts';
import { loadImages, saveImages } from './carry-images.ts';
import { noteBaseBuilds } from './note-base-builds.ts';
import { forgetImages, imageReference, listImages, saveImage } from './fake-images.ts';
import { actAsConfigured } from './act-as-configured.ts';

const fakeHandleSchema = z.object({
  version: z.literal(1),
  /** Where the record of the instance is: in the cache, so that a sweep finds it without any configuration. */
  record: z.string(),
  /** What pretends to be the guest's `/`. */
  root: z.string(),
  instance: z.string(),
  /** How many times it was booted. */
  boots: z.number(),
  /** The configuration that the instance was made with, as JSON, for `connect`, `reboot` and `destroy`. */
  settings: z.string(),
});

type FakeHandle = z.infer<typeof fakeHandleSchema>;

/**
 * Instances as folders. Everything that can be asked of a driver works, so that the engine and the command line can be
 * tested in milliseconds, and everything that can go wrong does so on request.
 */
export function fakeDriver(): Driver<FakeConfig, FakeHandle> {
  const act = actAsConfigured();
  return {
    name: 'fake',
    can: { systemd: false, reboot: true, warm: false },
    snapshotUrl: 'file:///srv/saltern/snapshot',
    configSchema: fakeConfigSchema,
    handleSchema: fakeHandleSchema,
    doctor: () =>
      Promise.resolve([{ title: 'Fake driver', outcome: 'pass', message: 'always ready', remedy: undefined }]),
    resources: ({ memory, cores }) => ({ memoryBytes: memory, cores }),
    async prepare(plan, config, stages, context) {
      await act('prepare', plan.name, config, context.signal);
      const digest = `sha256:${sha256(config.image)}`;
      const key = sha256([digest, ...stages.map((stage) => stage.key)].join('\n'));
      const image = { reference: config.image, digest };
      const looked = sha256([digest, config.exec, ...config.packages].join('\n'));
      const base = plan.snapshot ? { baseBuilds: await noteBaseBuilds(looked, config, context) } : {};
      if (stages.length === 0) return { reference: digest, image, built: false, ...base };
      const title = `${plan.platform} · ${config.image}`;
      const steps = stages.flatMap((stage) => stage.steps.map((step) => step.name));
      const build = () => saveImage({ key, title, steps }, context);
      const built = await withLock(
        { directory: join(context.cacheDirectory, 'locks'), key: `fake-build-${key}` },
        build,
        context,
      );
      return { reference: imageReference(key), image, built, ...base };
    },
    async create(plan, config, prepared, context) {
      const record = join(recordsDirectory(context), plan.name);
      const root = config.directory === undefined ? join(record, 'root') : join(config.directory, plan.name);
      await removeInstance(record);
      try {
        await mkdir(record, { recursive: true });
        await writeFile(
          join(record, 'instance.json'),
          JSON.stringify({ run: context.runId, image: prepared.reference, root }),
        );
        await mkdir(root, { recursive: true });
        const settings = JSON.stringify(config);
        const handle: FakeHandle = { version: 1, record, root, instance: plan.name, boots: 1, settings };
        // A real machine takes commands before its services are up, and so does this one.
        context.reachable?.(handle);
        await act('create', plan.name, config, context.signal);
        return handle;
      } catch (error) {
        await removeInstance(record);
        throw error;
      }
    },
    async connect(handle, context) {
      const { root, instance } = handle;
      const config = settingsOf(handle);
      await act('connect', instance, config, context.signal);
      if (!(await pathExists(root)))
        throw new SalternError('GUEST_GONE', `The instance '${instance}' is not there any more`);
      return fakeConnection({ root, instance, config }, act);
    },
    async status({ root }, { signal }) {
      signal.throwIfAborted();
      return (await pathExists(root)) ? 'running' : 'gone';
    },
    async destroy(handle, context) {
      await act('destroy', handle.instance, settingsOf(handle), context.signal);
      await removeInstance(handle.record);
    },
    async reboot(handle, context) {
      await act('reboot', handle.instance, settingsOf(handle), context.signal);
      await endBoot(handle.root);
      return { ...handle, boots: handle.boots + 1 };
    },
    async sweep({ keep, instance, isInUse }, context) {
      const directory = recordsDirectory(context);
      const names = await readFolder(directory);
      const orphans = names.filter((name) => !keep.includes(name) && (instance === undefined || name === instance));
      const removed: string[] = [];
      for (const name of orphans) {
        if (await isInUse?.(name)) continue;
        await removeInstance(join(directory, name));
        removed.push(name);
      }
      return removed;
    },
    cache: { list: listImages, forget: forgetImages, carry: { save: saveImages, load: loadImages } },
  };
}

function recordsDirectory({ cacheDirectory, project }: DriverContext): string {
  return join(cacheDirectory, 'fake', project.id);
}

/** The guest's folder first: the record is what leads to it. */
async function removeInstance(record: string): Promise<void> {
  const text = await readText(join(record, 'instance.json'), MOST_BYTES.record).catch(() => '{}');
  const { root } = z.object({ root: z.string().optional() }).catch({}).parse(parseJson(text));
  if (root !== undefined) await rm(root, { recursive: true, force: true });
  await rm(record, { recursive: true, force: true });
}

function settingsOf({ settings }: FakeHandle): FakeConfig {
  return fakeConfigSchema.parse(parseJson(settings));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
