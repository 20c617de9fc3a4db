import { cpus } from 'node:os';
import type { DriverContext, Prepared, PrepareStage } from '../../../src/contract/driver.ts';
import type { InstancePlan } from '../../../src/contract/model.ts';
import type { SharedWork } from '../../../src/base/wait/share-work.ts';
import { withLock } from '../../../src/base/lock/with-lock.ts';
import { buildState, type StateStage } from './build-state.ts';
import { imageSource, PLAIN_IMAGE } from '../create-machine.ts';
import { fetchImage, type StoredImage } from '../images/fetch-image.ts';
import type { Workshop } from '../launch-machine.ts';
import {
  notePreparedUse,
  preparedKey,
  preparedLock,
  readPrepared,
  type PreparedState,
} from '../saved/prepared-store.ts';

export interface PrepareRequest {
  readonly plan: InstancePlan;
  readonly stages: readonly PrepareStage[];
}

/** Work that instances of one process share; an instance that finds it under way waits for it. */
export interface SharedPreparation {
  readonly images: SharedWork<StoredImage>;
  readonly states: SharedWork<{ readonly state: PreparedState; readonly built: boolean }>;
}

const BOOT_STAGE: StateStage = { name: 'boot', key: 'boot', steps: [] };

/**
 * The saved machine of the last stage: found, or made stage by stage, each once per key. Shared by every project of this
 * machine, because its key covers everything that went into it.
 */
export async function prepareMachine(
  workshop: Workshop,
  shared: SharedPreparation,
  { plan, stages }: PrepareRequest,
  context: DriverContext,
): Promise<Prepared> {
  const { config, hardware } = workshop;
  const source = imageSource(config);
  const imageKey = JSON.stringify([context.runId, source]);
  const base = await shared.images.do(imageKey, () => fetchImage(source, context), context.signal);
  const image = { reference: base.location, digest: base.digest };
  if (stages.length === 0) return { reference: PLAIN_IMAGE, image, built: false };
  // The host's own processor by its name: a cache that several machines share must not mix them.
  const processor = hardware.cpu === 'host' ? [cpus()[0]?.model ?? ''] : [];
  const more = [workshop.qemu.version, String(config.disk), String(config.warm), ...processor];
  // Booted once: a night's new snapshot starts from the machine as it came up, not from the image.
  const all: readonly StateStage[] = config.warm ? [BOOT_STAGE, ...stages] : stages;
  const keys: string[] = [];
  for (const { key, resident } of all) {
    keys.push(preparedKey(keys.at(-1) ?? base.digest, key, hardware, [...more, resident?.script ?? '']));
  }
  const last = keys.at(-1) ?? '';
  if (await readPrepared(context.cacheDirectory, last)) {
    await Promise.all(keys.map((key) => notePreparedUse(context.cacheDirectory, key)));
    return { reference: last, image, built: false };
  }
  let parent: PreparedState | undefined;
  let built = false;
  for (const [index, stage] of all.entries()) {
    const key = keys[index] ?? '';
    const build = { plan, stage, key, parent, base };
    const result = await shared.states.do(key, () => makeOnce(), context.signal);
    parent = result.state;
    built ||= result.built;

    async function makeOnce(): Promise<{ state: PreparedState; built: boolean }> {
      return await withLock(
        preparedLock(context, key),
        async () => {
          const made = await readPrepared(context.cacheDirectory, key);
          if (made) return { state: made, built: false };
          return { state: await buildState(workshop, build, context), built: true };
        },
        {
          signal: context.signal,
          onWait: () => context.progress(`waiting for the machine (${stage.name}) that another saltern prepares`),
        },
      );
    }
  }
  return { reference: last, image, built };
}
