import { createHash } from 'node:crypto';
import type { SharedWork } from '../../src/base/wait/share-work.ts';
import { prepareStages, type PreparedStage } from '../../src/connect/prepare-stages.ts';
import type { Prepared, PrepareStage } from '../../src/contract/prepare.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import { baseImage, findImage, type LocalImage } from './base-image.ts';
import { buildStage } from './build-stage.ts';
import type { DockerConfig } from './config.ts';
import type { Engine } from './engine.ts';
import { buildLock, preparedTag } from './labels.ts';
import { noteUse } from './note-use.ts';
import { noteBaseBuilds } from './note-base-builds.ts';

export interface PrepareRequest {
  readonly plan: InstancePlan;
  readonly config: DockerConfig;
  readonly stages: readonly PrepareStage[];
}

/** Work that instances of one process share; an instance that finds it under way waits for it. */
export interface SharedPreparation {
  readonly pulls: SharedWork<LocalImage>;
  /** Looks into base images. */
  readonly looks: SharedWork<string>;
  /** Ids of images. */
  readonly builds: SharedWork<PreparedStage<string>>;
}

/**
 * The image of the last stage: found, or built stage by stage, each once per key. `saltern/prepared:<key>` is shared by
 * every project of the engine, because its key covers everything that went into it.
 */
export async function prepareImage(
  engine: Engine,
  shared: SharedPreparation,
  { plan, config, stages }: PrepareRequest,
  context: DriverContext,
): Promise<Prepared> {
  const pullKey = JSON.stringify([context.runId, config.image, config.pull, config.platform]);
  const base = await shared.pulls.do(pullKey, () => baseImage(engine, config, context), context.signal);
  const image = { reference: config.image, digest: base.digest };
  const look = () => noteBaseBuilds(engine, base, { plan, config }, context);
  // Only what is tested on a snapshot is held against it.
  const looking = plan.snapshot ? shared.looks.do(base.id, look, context.signal) : Promise.resolve(undefined);
  looking.catch(() => undefined);
  const preparing = prepareStages(
    {
      stages: stages.map((stage) => ({ stage, key: preparedKey(base.id, stage.key) })),
      shared: shared.builds,
      find: async (key) => (await findImage(engine, preparedTag(key), context.signal))?.id,
      build: ({ stage, key }, { parent = base.id, isLast }) =>
        buildStage(engine, { plan, config, stage, key, parent, base: image, isLast }, context),
      lock: (key) => buildLock(context, key),
      noteUse: (key) => noteUse(context, key),
      waiting: ({ name }) => `waiting for another saltern to make the image (${name})`,
    },
    context,
  );
  // What goes wrong with the image is told first, and nothing is left behind that nobody waits for.
  const prepared = await preparing.finally(() => looking.catch(() => undefined));
  const baseBuilds = await looking;
  const reference = prepared?.made ?? base.id;
  return { reference, image, built: prepared?.built ?? false, ...(baseBuilds === undefined ? {} : { baseBuilds }) };
}

/** Version of how this driver makes images of stages. Increase it when that changes: older images are then not used. */
const RECIPE = 2;

/** The image id stands for the base: it covers content and configuration, whatever the image is called. */
function preparedKey(baseId: string, stageKey: string): string {
  return createHash('sha256').update(`${RECIPE}\n${baseId}\n${stageKey}\n`).digest('hex');
}
