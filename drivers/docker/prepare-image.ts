import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { DriverContext, Prepared, PrepareStage } from '../../src/contract/driver.ts';
import type { InstancePlan } from '../../src/contract/model.ts';
import type { SharedWork } from '../../src/base/wait/share-work.ts';
import { withLock, type LockPlace } from '../../src/base/lock/with-lock.ts';
import { baseImage, findImage, type LocalImage } from './base-image.ts';
import { buildStage } from './build-stage.ts';
import type { StageBuild } from './builder-container.ts';
import type { DockerConfig } from './config.ts';
import type { Engine } from './engine.ts';
import { preparedTag } from './labels.ts';
import { noteUse } from './note-use.ts';

export interface PrepareRequest {
  readonly plan: InstancePlan;
  readonly config: DockerConfig;
  readonly stages: readonly PrepareStage[];
}

/** Work that instances of one process share; an instance that finds it under way waits for it. */
export interface SharedPreparation {
  readonly pulls: SharedWork<LocalImage>;
  readonly builds: SharedWork<{ readonly id: string; readonly built: boolean }>;
}

/**
 * The image of the last stage: found, or built stage by stage, each once per key. `saltern/prepared:<key>` is shared by
 * every project of the engine, because its key covers everything that went into it.
 */
export async function prepareImage(
  engine: Engine,
  shared: SharedPreparation,
  request: PrepareRequest,
  context: DriverContext,
): Promise<Prepared> {
  const { config, stages } = request;
  const pullKey = JSON.stringify([context.runId, config.image, config.pull, config.platform]);
  const base = await shared.pulls.do(pullKey, () => baseImage(engine, config, context), context.signal);
  const image = { reference: config.image, digest: base.digest };
  const keys = stages.map((stage) => preparedKey(base.id, stage.key));
  const made = await findOrBuild(engine, shared, { ...request, base, image, keys }, context);
  await Promise.all(keys.map((key) => noteUse(context, key)));
  return { reference: made.id, image, built: made.built };
}

interface KeyedRequest extends PrepareRequest {
  readonly base: LocalImage;
  readonly image: Prepared['image'];
  /** Of the stages. */
  readonly keys: readonly string[];
}

async function findOrBuild(
  engine: Engine,
  shared: SharedPreparation,
  { base, image, keys, ...request }: KeyedRequest,
  context: DriverContext,
): Promise<{ readonly id: string; readonly built: boolean }> {
  const last = keys.at(-1);
  const ready = last === undefined ? base : await findImage(engine, preparedTag(last), context.signal);
  if (ready) return { id: ready.id, built: false };
  let parent = base.id;
  let built = false;
  for (const [index, stage] of request.stages.entries()) {
    const key = keys[index] ?? '';
    const isLast = index === request.stages.length - 1;
    const work = () => buildOnce(engine, { ...request, stage, key, parent, base: image, isLast }, context);
    const result = await shared.builds.do(key, work, context.signal);
    parent = result.id;
    built ||= result.built;
  }
  return { id: parent, built };
}

/** How this driver makes an image of a stage: count it up when that changes, and no older image is taken for a new one. */
const RECIPE = 2;

/** The image id stands for the base: it covers content and configuration, whatever name the image came by. */
export function preparedKey(baseId: string, stageKey: string): string {
  return createHash('sha256').update(`${RECIPE}\n${baseId}\n${stageKey}\n`).digest('hex');
}

/** Held while an image is built. A sweep that can take it knows that its builder is an orphan. */
export function buildLock({ cacheDirectory }: Pick<DriverContext, 'cacheDirectory'>, key: string): LockPlace {
  return { directory: join(cacheDirectory, 'locks'), key: `docker-build-${key}` };
}

async function buildOnce(
  engine: Engine,
  build: StageBuild,
  context: DriverContext,
): Promise<{ id: string; built: boolean }> {
  const { key, stage } = build;
  const find = () => findImage(engine, preparedTag(key), context.signal);
  const ready = await find();
  if (ready) return { id: ready.id, built: false };
  return await withLock(
    buildLock(context, key),
    async () => {
      const made = await find();
      if (made) return { id: made.id, built: false };
      return { id: await buildStage(engine, build, context), built: true };
    },
    {
      signal: context.signal,
      onWait: () => context.progress(`waiting for the image (${stage.name}) that another saltern makes`),
    },
  );
}
