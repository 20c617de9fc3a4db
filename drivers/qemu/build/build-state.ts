import type { DriverContext } from '../../../src/contract/context.ts';
import { captureFailure } from '../capture-failure.ts';
import { hostNameOf } from '../../../src/connect/guest/host-name.ts';
import { removeMachine } from '../machine/remove-machine.ts';
import { copySparse, makeHole } from '../machine/disk-image.ts';
import { launchMachine, type Launch, type Start, type Workshop } from '../launch-machine.ts';
import { folderOf, openFolder, type MachineFolder, type MachineLabel } from '../machine/machine-folder.ts';
import { preparedFolder, type PreparedState } from '../saved/prepared-store.ts';
import { runStage } from './run-stage.ts';
import { saveState } from './save-state.ts';
import type { StateBuild } from './state-build.ts';

/** The machine that is built in. */
interface Builder {
  readonly folder: MachineFolder;
  readonly name: string;
}

/** Boots a machine (or takes up the one of the stage below), runs a stage's steps, and saves disk and memory. */
export async function buildState(
  workshop: Workshop,
  build: StateBuild,
  context: DriverContext,
): Promise<PreparedState> {
  const name = `builder-${build.key.slice(0, 12)}`;
  const folder = folderOf(context, name);
  await removeMachine(folder);
  try {
    return await make(workshop, build, { folder, name }, context);
  } catch (error) {
    if (!context.signal.aborted) await captureFailure(folder, build.plan.name, context);
    throw error;
  } finally {
    await removeMachine(folder);
  }
}

async function make(
  workshop: Workshop,
  build: StateBuild,
  { folder, name }: Builder,
  context: DriverContext,
): Promise<PreparedState> {
  const { plan, parent, base } = build;
  const isWarm = workshop.config.warm && workshop.hardware.kernel === undefined;
  const start: Start = parent
    ? { from: parent.isWarm && isWarm ? 'memory' : 'disk', state: parent }
    : { from: 'image', file: base.file, format: base.format, virtualBytes: base.virtualBytes };
  const label = labelOf(build, name, context);
  // Before its memory is there: a sweep must find what a crash leaves half copied.
  await openFolder(folder, label);
  if (isWarm) await makeMemory(workshop, folder, start, context);
  const memory: Launch['memory'] = isWarm ? { file: folder.memory, mode: 'shared' } : undefined;
  const { timeoutMs } = context;
  const launch = { folder, label, plan, hostname: hostNameOf(name), start, memory, timeoutMs };
  using launched = await launchMachine(workshop, launch, context);
  await runStage(launched, build, { folder, name, isWarm }, context);
  return await saveState({ workshop, launched, launch, build, isWarm }, context);
}

function labelOf({ key, parent }: StateBuild, instance: string, { project, runId }: DriverContext): MachineLabel {
  return {
    version: 1,
    project: project.id,
    instance,
    run: runId,
    role: 'builder',
    prepared: key,
    parent: parent?.key ?? '',
  };
}

/** Memory in a file of the builder's own: what the file holds when the machine stops is what is saved. */
async function makeMemory(
  { hardware }: Workshop,
  folder: MachineFolder,
  start: Start,
  context: DriverContext,
): Promise<void> {
  if (start.from !== 'memory') return await makeHole(folder.memory, hardware.memoryBytes);
  await copySparse(preparedFolder(context.cacheDirectory, start.state.key).memory, folder.memory, context.signal);
}
