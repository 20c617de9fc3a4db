import { withLock } from '../base/lock/with-lock.ts';
import type { LockTarget } from '../base/lock/take-lock.ts';
import type { SharedWork } from '../base/wait/share-work.ts';
import type { DriverContext } from '../contract/context.ts';

/** A stage, and the key under which a driver keeps what it makes of it: a digest of this stage and all below it. */
export interface KeyedStage<Stage> {
  readonly stage: Stage;
  readonly key: string;
}

/** The result of a stage. */
export interface PreparedStage<Made> {
  readonly made: Made;
  /** False when it was there already. */
  readonly built: boolean;
}

/** What a stage is built on. */
export interface Below<Made> {
  /** What the stage before it made; undefined for the first. */
  readonly parent: Made | undefined;
  /** Whether instances start from what this stage makes. */
  readonly isLast: boolean;
}

/** Stages, and how a driver makes and keeps them. */
export interface StagePreparation<Stage, Made> {
  /** Lowest first. */
  readonly stages: readonly KeyedStage<Stage>[];
  /** Shared by the instances of one process: those that find a stage under way wait for it. */
  readonly shared: SharedWork<PreparedStage<Made>>;
  /** What is kept under that key, if anything. */
  find(key: string): Promise<Made | undefined>;
  build(keyed: KeyedStage<Stage>, below: Below<Made>): Promise<Made>;
  /**
   * Held while the stage is built, against other processes. A sweep that can take it knows that the builder is an
   * orphan.
   */
  lock(key: string): LockTarget;
  /** Notes that it is used now: what has not been used for long is thrown away some day. */
  noteUse(key: string): Promise<void>;
  /** Shown while another process builds it. */
  waiting(stage: Stage): string;
}

type Context = Pick<DriverContext, 'signal' | 'progress'>;

/**
 * What the last stage makes: found, or built stage by stage, each once per key by however many instances and processes.
 * Undefined when there are no stages.
 */
export async function prepareStages<Stage, Made>(
  preparation: StagePreparation<Stage, Made>,
  context: Context,
): Promise<PreparedStage<Made> | undefined> {
  const { stages, shared } = preparation;
  const last = stages.at(-1);
  if (!last) return undefined;
  const ready = await preparation.find(last.key);
  let result: PreparedStage<Made> | undefined = ready === undefined ? undefined : { made: ready, built: false };
  for (const keyed of result ? [] : stages) {
    const below = { parent: result?.made, isLast: keyed === last };
    const work = () => buildOnce(preparation, keyed, below, context);
    const { made, built } = await shared.do(keyed.key, work, context.signal);
    result = { made, built: built || (result?.built ?? false) };
  }
  await Promise.all(stages.map(({ key }) => preparation.noteUse(key)));
  return result;
}

async function buildOnce<Stage, Made>(
  preparation: StagePreparation<Stage, Made>,
  keyed: KeyedStage<Stage>,
  below: Below<Made>,
  { signal, progress }: Context,
): Promise<PreparedStage<Made>> {
  const find = async (): Promise<PreparedStage<Made> | undefined> => {
    const made = await preparation.find(keyed.key);
    return made === undefined ? undefined : { made, built: false };
  };
  const build = async () => (await find()) ?? { made: await preparation.build(keyed, below), built: true };
  const onWait = (): void => progress(preparation.waiting(keyed.stage));
  return (await find()) ?? (await withLock(preparation.lock(keyed.key), build, { signal, onWait }));
}
