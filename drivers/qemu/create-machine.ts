import type { Prepared } from '../../src/contract/prepare.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { SalternError } from '../../src/contract/errors.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import { hostNameOf } from '../../src/connect/guest/host-name.ts';
import { awaitServices } from './guest/boot-machine.ts';
import { captureFailure } from './capture-failure.ts';
import type { QemuHandle } from './handle.ts';
import { fetchImage } from './images/fetch-image.ts';
import { imageSource } from './images/image-source.ts';
import { launchMachine, type Launch, type Start, type Workshop } from './launch-machine.ts';
import { folderOf, type MachineFolder } from './machine/machine-folder.ts';
import { removeMachine } from './machine/remove-machine.ts';
import { openMachine } from './machine/machine-connection.ts';
import { forgetMemory, notePreparedUse, PLAIN_IMAGE, preparedFolder, readPrepared } from './saved/prepared-store.ts';
import { watchMachine } from './machine/watch-machine.ts';

/** Share of the phase's time to boot in; the rest is for finding out why it did not start. */
const BOOT_SHARE = 0.95;

/**
 * A machine of its own for an instance: restored from saved memory, or booted. Whatever happens, at whatever moment, no
 * process and no folder is left that the caller does not know of. Throws BOOT_FAILED with the console's last lines.
 */
export async function createMachine(
  workshop: Workshop,
  plan: InstancePlan,
  prepared: Prepared,
  context: DriverContext,
): Promise<QemuHandle> {
  const folder = folderOf(context, plan.name);
  await removeMachine(folder);
  const start = await findStart(workshop, prepared, context);
  try {
    if (start.from !== 'memory') return await launchInstance(workshop, plan, { folder, start }, context);
    return await launchInstance(workshop, plan, { folder, start }, context).catch(async (error: unknown) => {
      context.signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      context.progress(`the saved machine could not be restored, so it is booted: ${reason}`);
      context.output(`saved memory '${start.state.key}' thrown away: ${reason}\n`, 'stderr');
      await removeMachine(folder);
      await forgetMemory(context.cacheDirectory, start.state.key);
      return await launchInstance(workshop, plan, { folder, start: { ...start, from: 'disk' } }, context);
    });
  } catch (error) {
    const files = context.signal.aborted ? [] : await captureFailure(folder, plan.name, context);
    await removeMachine(folder);
    context.signal.throwIfAborted();
    throw withFiles(error, files);
  }
}

async function launchInstance(
  workshop: Workshop,
  plan: InstancePlan,
  { folder, start }: { readonly folder: MachineFolder; readonly start: Start },
  context: DriverContext,
): Promise<QemuHandle> {
  const timeoutMs = context.timeoutMs * BOOT_SHARE;
  const key = start.from === 'image' ? '' : start.state.key;
  const launch: Launch = {
    folder,
    label: {
      version: 1,
      project: context.project.id,
      instance: plan.name,
      run: context.runId,
      role: 'instance',
      prepared: key,
      parent: '',
    },
    plan,
    hostname: hostNameOf(plan.name),
    start,
    memory:
      start.from === 'memory'
        ? { file: preparedFolder(context.cacheDirectory, key).memory, mode: 'private' }
        : undefined,
    timeoutMs,
  };
  using launched = await launchMachine(workshop, launch, context);
  const { handle } = launched;
  context.reachable?.(handle);
  if (start.from === 'memory') return handle;
  const watch = { name: plan.name, isBooting: true, timeoutMs, signal: context.signal };
  await watchMachine(folder, watch, async (signal) => {
    await using connection = await openMachine(handle, { signal, timeoutMs });
    await awaitServices(connection, plan.name, { ...context, signal });
  });
  return handle;
}

async function findStart({ config, hardware }: Workshop, prepared: Prepared, context: DriverContext): Promise<Start> {
  if (prepared.reference === PLAIN_IMAGE) {
    const { file, format, virtualBytes } = await fetchImage(imageSource(config), context);
    return { from: 'image', file, format, virtualBytes };
  }
  const state = await readPrepared(context.cacheDirectory, prepared.reference);
  if (!state) {
    throw new SalternError('IMAGE_MISSING', `The prepared machine '${prepared.reference}' is gone from the cache`, {
      hint: 'Run it again; it is made anew.',
      isTransient: true,
    });
  }
  await notePreparedUse(state.key, context);
  const isWarm = state.isWarm && config.warm && hardware.kernel === undefined;
  return { from: isWarm ? 'memory' : 'disk', state };
}

/** Adds to the error where the console and the picture were kept. */
function withFiles(error: unknown, files: readonly string[]): unknown {
  if (!(error instanceof SalternError) || files.length === 0) return error;
  const { code, message, hint, cause, isTransient, details } = error;
  return new SalternError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    cause,
    isTransient,
    details: [...details, ...files.map((file) => `kept: ${file}`)],
  });
}
