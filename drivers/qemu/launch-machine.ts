import { randomUUID } from 'node:crypto';
import { copyFile, writeFile } from 'node:fs/promises';
import type { DriverContext } from '../../src/contract/context.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import { parseSize } from '../../src/base/text/parse-bytes.ts';
import { awaitAgent } from './guest/boot-machine.ts';
import type { QemuConfig } from './config.ts';
import { makeOverlay } from './machine/disk-image.ts';
import type { Qemu } from './machine/find-qemu.ts';
import { GuestAgent } from './guest/guest-agent.ts';
import { noteBaseBuilds } from './guest/note-base-builds.ts';
import type { QemuHandle } from './handle.ts';
import type { Firmware } from './machine/hardware.ts';
import { makeHostKeys } from './guest/host-keys.ts';
import type { Hardware, MachineSpec } from './machine/machine-arguments.ts';
import { openFolder, type MachineFolder, type MachineLabel } from './machine/machine-folder.ts';
import { Monitor } from './machine/monitor.ts';
import { preparedFolder, type PreparedState } from './saved/prepared-store.ts';
import { projectKey } from './project-key.ts';
import { restoreMemory } from './saved/saved-memory.ts';
import { seedImage } from './guest/seed.ts';
import { snapshotCommand } from './machine/snapshot-command.ts';
import { forwardedPort } from './machine/forwarded-port.ts';
import { startMachine } from './machine/start-machine.ts';
import { wakeMachine } from './guest/wake-machine.ts';
import { watchMachine } from './machine/watch-machine.ts';

/** What this machine offers, and what the configuration asks for. */
export interface Workshop {
  readonly qemu: Qemu;
  readonly config: QemuConfig;
  readonly hardware: Hardware;
  readonly firmware: Firmware | undefined;
}

/** What a machine starts from. */
export type Start =
  | { readonly from: 'image'; readonly file: string; readonly format: 'qcow2' | 'raw'; readonly virtualBytes: number }
  | { readonly from: 'disk' | 'memory'; readonly state: PreparedState };

export interface Launch {
  readonly folder: MachineFolder;
  readonly label: MachineLabel;
  readonly plan: InstancePlan;
  readonly hostname: string;
  readonly start: Start;
  readonly memory: MachineSpec['memory'];
  readonly timeoutMs: number;
}

/** A machine that runs and takes commands. Disposing closes our ends of its ports; the machine goes on. */
export interface Launched extends Disposable {
  readonly handle: QemuHandle;
  readonly agent: GuestAgent;
  readonly monitor: Monitor;
}

/** Starts a machine and waits for its first answer. The caller removes what is left when this throws. */
export async function launchMachine(workshop: Workshop, launch: Launch, context: DriverContext): Promise<Launched> {
  const { folder, label, start, hostname } = launch;
  await openFolder(folder, label);
  const [hostKeys, key] = await Promise.all([
    makeHostKeys(hostname),
    projectKey(context),
    makeDisk(workshop, launch, context),
  ]);
  const identity: Identity = { hostname, hostKeys, authorizedKey: key.publicKey };
  await startProcess(workshop, launch, identity, context);
  const { ready, open } = await awaitWord(launch, identity, context);
  // Before anything is done to it.
  if (start.from === 'image') await noteBaseBuilds(ready.agent, start.file, context);
  return {
    handle: {
      version: 1,
      directory: folder.path,
      instance: label.instance,
      run: label.run,
      port: ready.port,
      hostKey: hostKeys.own.publicKey.split(' ').slice(0, 2).join(' '),
      keyFile: key.file,
      prepared: start.from === 'image' ? '' : start.state.key,
      start: start.from === 'memory' ? 'warm' : 'cold',
    },
    agent: ready.agent,
    monitor: ready.monitor,
    [Symbol.dispose]: () => open.dispose(),
  };
}

/** Who the machine is to be. */
interface Identity {
  readonly hostname: string;
  readonly hostKeys: Awaited<ReturnType<typeof makeHostKeys>>;
  readonly authorizedKey: string;
}

async function startProcess(
  { qemu, hardware, firmware }: Workshop,
  { folder, label, plan, start, memory }: Launch,
  identity: Identity,
  { cacheDirectory, signal }: DriverContext,
): Promise<void> {
  if (start.from === 'image') {
    await writeFile(folder.seed, seedImage({ id: randomUUID(), ...identity }), { mode: 0o600 });
  }
  await startMachine(
    qemu,
    {
      hardware,
      folder,
      title: `saltern ${label.project}/${label.instance}`,
      seed: start.from === 'image' ? folder.seed : preparedFolder(cacheDirectory, start.state.key).seed,
      firmwareCode: firmware?.code,
      memory,
      isIncoming: start.from === 'memory',
      snapshotServer: await snapshotCommand(plan.snapshot, folder.snapshot),
    },
    signal,
  );
}

/** Boots it or takes its memory up, and gives it its identity. */
async function awaitWord(
  { folder, label, start, timeoutMs }: Launch,
  { hostname, ...keys }: Identity,
  context: DriverContext,
) {
  using open = new DisposableStack();
  const watch = { name: label.instance, isBooting: true, timeoutMs, signal: context.signal };
  const ready = await watchMachine(folder, watch, async (signal) => {
    const agent = open.use(await GuestAgent.open(folder.agent, signal));
    const monitor = open.use(await Monitor.open(folder.monitor, signal));
    const port = await forwardedPort(monitor, signal);
    if (start.from === 'memory') {
      await restoreMemory(monitor, preparedFolder(context.cacheDirectory, start.state.key).devices, signal);
    } else {
      context.progress('booting');
      await awaitAgent(agent, signal);
    }
    if (start.from !== 'image') {
      const names = { hostname, oldHostname: start.state.hostname };
      await wakeMachine(agent, { ...names, ...keys, now: context.now() }, signal);
    }
    return { agent, monitor, port };
  });
  return { ready, open: open.move() };
}

async function makeDisk(
  { qemu, config, firmware }: Workshop,
  { folder, start }: Launch,
  context: DriverContext,
): Promise<void> {
  if (start.from === 'image') {
    const bytes = Math.max(parseSize(config.disk), start.virtualBytes);
    await makeOverlay(qemu, { file: folder.disk, backing: start.file, format: start.format, bytes });
    if (firmware) await copyFile(firmware.variables, folder.variables);
    return;
  }
  const below = preparedFolder(context.cacheDirectory, start.state.key);
  await makeOverlay(qemu, { file: folder.disk, backing: below.disk, format: 'qcow2', bytes: undefined });
  if (firmware) await copyFile(below.variables, folder.variables);
}
