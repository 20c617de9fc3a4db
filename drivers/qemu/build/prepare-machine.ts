import { cpus } from 'node:os';
import { prepareStages, type KeyedStage, type PreparedStage } from '../../../src/connect/prepare-stages.ts';
import type { Prepared, PrepareStage } from '../../../src/contract/prepare.ts';
import type { DriverContext } from '../../../src/contract/context.ts';
import type { InstancePlan } from '../../../src/contract/plan.ts';
import type { SharedWork } from '../../../src/base/wait/share-work.ts';
import { buildState } from './build-state.ts';
import { imageBuildsFile } from '../guest/note-base-builds.ts';
import type { StateStage } from './state-build.ts';
import { fetchImage, type StoredImage } from '../images/fetch-image.ts';
import { imageSource } from '../images/image-source.ts';
import type { Workshop } from '../launch-machine.ts';
import {
  notePreparedUse,
  PLAIN_IMAGE,
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
  readonly states: SharedWork<PreparedStage<PreparedState>>;
}

const BOOT_STAGE: StateStage = { name: 'boot', key: 'boot', steps: [] };

/**
 * The saved machine of the last stage: found, or made stage by stage, each once per key. Shared by every project of
 * this machine, because its key covers everything that went into it.
 */
export async function prepareMachine(
  workshop: Workshop,
  shared: SharedPreparation,
  { plan, stages }: PrepareRequest,
  context: DriverContext,
): Promise<Prepared> {
  const source = imageSource(workshop.config);
  const imageKey = JSON.stringify([context.runId, source]);
  const base = await shared.images.do(imageKey, () => fetchImage(source, context), context.signal);
  const image = { reference: base.location, digest: base.digest };
  const stated = await prepareStages(
    {
      stages: keyStages(workshop, base, stages),
      shared: shared.states,
      find: (key) => readPrepared(context.cacheDirectory, key),
      build: ({ stage, key }, { parent }) => buildState(workshop, { plan, stage, key, parent, base }, context),
      lock: (key) => preparedLock(context, key),
      noteUse: (key) => notePreparedUse(key, context),
      waiting: ({ name }) => `waiting for another saltern to prepare the machine (${name})`,
    },
    context,
  );
  const baseBuilds = imageBuildsFile(base.file, context);
  return { reference: stated?.made.key ?? PLAIN_IMAGE, image, built: stated?.built ?? false, baseBuilds };
}

/** Adds the stage `boot`, so that a night's new snapshot starts from the booted machine and not from the image. */
function keyStages(
  { config, hardware, qemu }: Workshop,
  base: StoredImage,
  stages: readonly PrepareStage[],
): readonly KeyedStage<StateStage>[] {
  // The host's own processor by its name: a cache that several machines share must not mix them.
  const processor = hardware.cpu === 'host' ? [cpus()[0]?.model ?? ''] : [];
  const more = [qemu.version, String(config.disk), String(config.warm), ...processor];
  const all: readonly StateStage[] = config.warm && stages.length > 0 ? [BOOT_STAGE, ...stages] : stages;
  const keyed: KeyedStage<StateStage>[] = [];
  for (const stage of all) {
    const words = [...more, stage.resident?.script ?? ''];
    keyed.push({ stage, key: preparedKey(keyed.at(-1)?.key ?? base.digest, stage.key, hardware, words) });
  }
  return keyed;
}
