import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '../../../src/contract/connection.ts';
import type { PrepareStep } from '../../../src/contract/prepare.ts';
import type { DriverContext } from '../../../src/contract/context.ts';
import type { InstancePlan } from '../../../src/contract/plan.ts';
import { runPrepareStep } from '../../../src/connect/guest/run-prepare-step.ts';
import { waitUntil } from '../../../src/base/wait/wait-until.ts';
import { awaitServices, restartGuest } from '../guest/boot-machine.ts';
import { captureFailure } from '../capture-failure.ts';
import { putMounts, removeMounts } from '../guest/copy-mounts.ts';
import { hostNameOf } from '../../../src/connect/guest/host-name.ts';
import { removeMachine } from '../machine/remove-machine.ts';
import { copySparse, makeHole } from '../machine/disk-image.ts';
import type { StoredImage } from '../images/fetch-image.ts';
import { launchMachine, type Launched, type Start, type Workshop } from '../launch-machine.ts';
import { folderOf, openFolder, type MachineFolder, type MachineLabel } from '../machine/machine-folder.ts';
import { endProcess, findProcess } from '../machine/machine-process.ts';
import { openMachine } from '../machine/machine-connection.ts';
import {
  preparedFolder,
  preparedRoot,
  writePrepared,
  type PreparedFolder,
  type PreparedState,
} from '../saved/prepared-store.ts';
import { saveMemory } from '../saved/saved-memory.ts';
import { watchMachine } from '../machine/watch-machine.ts';

/**
 * A stage of the provisioner, or `boot`: the image as it comes up, booted once for all later stages of all snapshots.
 */
export interface StateStage {
  readonly name: string;
  readonly title?: string;
  readonly key: string;
  readonly steps: readonly PrepareStep[];
  readonly resident?: PrepareStep;
}

export interface StateBuild {
  readonly plan: InstancePlan;
  readonly stage: StateStage;
  readonly key: string;
  readonly parent: PreparedState | undefined;
  readonly base: StoredImage;
}

const POWER_OFF_MS = 120_000;

/**
 * Names and versions of kernel, libraries and services that a running machine goes on using as they were: when they
 * change, it must boot again.
 */
const CORE_FINGERPRINT = `ls /lib/modules 2>/dev/null; rpm -q kernel kernel-core systemd glibc dbus openssl-libs 2>/dev/null | sort; true`;

/** Later boots need no cloud-init: saltern itself gives a machine its identity. */
const FINISH = `
if [ -d /etc/cloud ]; then : >/etc/cloud/cloud-init.disabled; fi
rm -f /var/lib/systemd/random-seed
sync
`;

/** Boots a machine (or restores that of the stage below), runs a stage's steps, and saves disk and memory. */
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
  { folder, name }: { readonly folder: MachineFolder; readonly name: string },
  context: DriverContext,
): Promise<PreparedState> {
  const { plan, stage, key, parent, base } = build;
  const isWarm = workshop.config.warm && workshop.hardware.kernel === undefined;
  const start: Start = parent
    ? { from: parent.isWarm && isWarm ? 'memory' : 'disk', state: parent }
    : { from: 'image', file: base.file, format: base.format, virtualBytes: base.virtualBytes };
  const label: MachineLabel = {
    version: 1,
    project: context.project.id,
    instance: name,
    run: context.runId,
    role: 'builder',
    prepared: key,
    parent: parent?.key ?? '',
  };
  // The label comes before the memory: a sweep must find what a crash leaves half copied.
  await openFolder(folder, label);
  if (isWarm) await makeMemory(workshop, folder, start, context);
  const { timeoutMs } = context;
  const hostname = hostNameOf(name);
  using launched = await launchMachine(
    workshop,
    {
      folder,
      label,
      plan,
      hostname,
      start,
      memory: isWarm ? { file: folder.memory, mode: 'shared' } : undefined,
      timeoutMs,
    },
    context,
  );
  await runStage(launched, build, { folder, name, isWarm }, context);
  context.progress(`saving the machine (${stage.name})`, stage.steps.length, stage.steps.length);
  const target = preparedFolder(context.cacheDirectory, `.${key}`);
  await rm(target.path, { recursive: true, force: true });
  await mkdir(target.path, { recursive: true, mode: 0o700 });
  if (isWarm) await saveMemory(launched.monitor, target.devices, context.signal);
  else await powerOff(launched, folder, context.signal);
  await endProcess(folder);
  await moveFiles({ folder, target, start, isWarm, hasVariables: workshop.firmware !== undefined }, context);
  const state: PreparedState = {
    version: 1,
    key,
    title: `${plan.platform} · ${stage.title ?? stage.name}`,
    parent: parent?.key ?? '',
    image: base.file,
    isWarm,
    hostname,
  };
  await writePrepared(target, state);
  await rename(target.path, join(preparedRoot(context.cacheDirectory), key));
  return state;
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

async function runStage(
  { handle }: Launched,
  { plan, stage }: StateBuild,
  { folder, name, isWarm }: { readonly folder: MachineFolder; readonly name: string; readonly isWarm: boolean },
  context: DriverContext,
): Promise<void> {
  const { signal, timeoutMs } = context;
  const open = async (within: AbortSignal): Promise<Connection> => {
    const connection = await openMachine({ ...handle, instance: name }, { signal: within, timeoutMs });
    await awaitServices(connection, name, { ...context, signal: within });
    return connection;
  };
  const watch = { name, isBooting: true, timeoutMs, signal };
  const hasChanged = await watchMachine(folder, watch, async (within) => {
    await using connection = await open(within);
    const fingerprint = await coreFingerprint(connection, within);
    const mounted = await putMounts(connection, plan.prepare.mounts, within);
    for (const [index, step] of stage.steps.entries()) {
      context.progress(step.name, index, stage.steps.length);
      await runPrepareStep(connection, step, plan, context);
    }
    await removeMounts(connection, mounted, within);
    await connection.exec(['/bin/sh', '-c', FINISH], { signal: within });
    return fingerprint !== (await coreFingerprint(connection, within));
  });
  if (hasChanged) context.progress('restarting: its kernel or a core library has changed');
  if (hasChanged) await watchMachine(folder, watch, (within) => restartGuest(folder, within));
  await watchMachine(folder, watch, async (within) => {
    await using connection = await open(within);
    if (isWarm && stage.resident) {
      context.progress(stage.resident.name, stage.steps.length, stage.steps.length);
      await runPrepareStep(
        connection,
        stage.resident,
        { ...plan, prepare: { ...plan.prepare, environment: {} } },
        context,
      );
    }
    await connection.exec(['sync'], { signal: within });
  });
}

async function coreFingerprint(connection: Connection, signal: AbortSignal): Promise<string> {
  return (await connection.exec(['/bin/sh', '-c', CORE_FINGERPRINT], { signal })).stdout;
}

async function powerOff({ agent }: Launched, folder: MachineFolder, signal: AbortSignal): Promise<void> {
  await agent.ask('systemctl --no-block poweroff', signal);
  const gone = async () => ((await findProcess(folder)) === undefined ? true : undefined);
  await waitUntil(gone, { signal, timeoutMs: POWER_OFF_MS });
}

interface Move {
  readonly folder: MachineFolder;
  readonly target: PreparedFolder;
  readonly start: Start;
  readonly isWarm: boolean;
  readonly hasVariables: boolean;
}

async function moveFiles(
  { folder, target, start, isWarm, hasVariables }: Move,
  { cacheDirectory, signal }: DriverContext,
): Promise<void> {
  await rename(folder.disk, target.disk);
  if (start.from === 'image') await rename(folder.seed, target.seed);
  else await copySparse(preparedFolder(cacheDirectory, start.state.key).seed, target.seed, signal);
  if (isWarm) await rename(folder.memory, target.memory);
  if (hasVariables) await rename(folder.variables, target.variables);
}
