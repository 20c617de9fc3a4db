import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '../../../src/base/wait/wait-until.ts';
import type { DriverContext } from '../../../src/contract/context.ts';
import type { Launch, Launched, Workshop } from '../launch-machine.ts';
import { copySparse } from '../machine/disk-image.ts';
import type { MachineFolder } from '../machine/machine-folder.ts';
import { endProcess, findProcess } from '../machine/machine-process.ts';
import {
  preparedFolder,
  preparedRoot,
  writePrepared,
  type PreparedFolder,
  type PreparedState,
} from '../saved/prepared-store.ts';
import { saveMemory } from '../saved/saved-memory.ts';
import type { StateBuild } from './state-build.ts';

const POWER_OFF_MS = 120_000;

export interface Finished {
  readonly workshop: Workshop;
  readonly launched: Launched;
  readonly launch: Launch;
  readonly build: StateBuild;
  readonly isWarm: boolean;
}

/** Stops a machine whose stage is done, and keeps its disk, and its memory if it is warm; there all at once, or not at all. */
export async function saveState(finished: Finished, context: DriverContext): Promise<PreparedState> {
  const { launched, launch, build, isWarm } = finished;
  const { plan, stage, key, parent, base } = build;
  const { folder, hostname } = launch;
  context.progress(`saving the machine (${stage.name})`, stage.steps.length, stage.steps.length);
  const target = preparedFolder(context.cacheDirectory, `.${key}`);
  await rm(target.path, { recursive: true, force: true });
  await mkdir(target.path, { recursive: true, mode: 0o700 });
  if (isWarm) await saveMemory(launched.monitor, target.devices, context.signal);
  else await powerOff(launched, folder, context.signal);
  await endProcess(folder);
  await moveFiles(finished, target, context);
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

async function powerOff({ agent }: Launched, folder: MachineFolder, signal: AbortSignal): Promise<void> {
  await agent.ask('systemctl --no-block poweroff', signal);
  const gone = async () => ((await findProcess(folder)) === undefined ? true : undefined);
  await waitUntil(gone, { signal, timeoutMs: POWER_OFF_MS });
}

async function moveFiles(
  { workshop, launch, isWarm }: Finished,
  target: PreparedFolder,
  { cacheDirectory, signal }: DriverContext,
): Promise<void> {
  const { folder, start } = launch;
  await rename(folder.disk, target.disk);
  if (start.from === 'image') await rename(folder.seed, target.seed);
  else await copySparse(preparedFolder(cacheDirectory, start.state.key).seed, target.seed, signal);
  if (isWarm) await rename(folder.memory, target.memory);
  if (workshop.firmware !== undefined) await rename(folder.variables, target.variables);
}
