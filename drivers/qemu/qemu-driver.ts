import { parseSize } from '../../src/base/text/parse-bytes.ts';
import type { Driver, Pace } from '../../src/contract/driver.ts';
import type { DriverContext, HostContext } from '../../src/contract/context.ts';
import { shareWork } from '../../src/base/wait/share-work.ts';
import { EMULATION_PACE, findAcceleration } from './machine/acceleration.ts';
import { awaitServices, restartGuest } from './guest/boot-machine.ts';
import { captureFailure } from './capture-failure.ts';
import { qemuConfigSchema, type QemuConfig } from './config.ts';
import { createMachine } from './create-machine.ts';
import { removeMachine } from './machine/remove-machine.ts';
import { doctor } from './doctor.ts';
import { rememberQemu, type FindQemu } from './machine/remember-qemu.ts';
import { qemuHandleSchema, type QemuHandle } from './handle.ts';
import { findFirmware, planHardware } from './machine/hardware.ts';
import type { Workshop } from './launch-machine.ts';
import { boundCache, forgetCache, listCache } from './saved/list-cache.ts';
import { machineFolder, readLabel } from './machine/machine-folder.ts';
import { SNAPSHOT_HOST } from './machine/machine-arguments.ts';
import { findProcess } from './machine/machine-process.ts';
import { openMachine } from './machine/machine-connection.ts';
import { prepareMachine, type SharedPreparation } from './build/prepare-machine.ts';
import { sweepMachines } from './sweep-machines.ts';
import { watchMachine } from './machine/watch-machine.ts';

/** Virtual machines of this machine's QEMU, without libvirt and without root. See README. */
export function qemuDriver(): Driver<QemuConfig, QemuHandle> {
  const shared: SharedPreparation = { images: shareWork(), states: shareWork() };
  const find = rememberQemu();
  return {
    name: 'qemu',
    can: { systemd: true, reboot: true, warm: true },
    configSchema: qemuConfigSchema,
    handleSchema: qemuHandleSchema,
    snapshotUrl: `http://${SNAPSHOT_HOST}`,
    doctor: (context, needs) => doctor(find, context, needs),
    resources: (config) => ({ memoryBytes: parseSize(config.memory), cores: Math.ceil(config.cpus) }),
    pace: (config, context) => pace(find, config, context),
    async prepare(plan, config, stages, context) {
      const prepared = await prepareMachine(
        await openWorkshop(find, config, context),
        shared,
        { plan, stages },
        context,
      );
      if (prepared.built) await boundCache(context, prepared.reference);
      return prepared;
    },
    async create(plan, config, prepared, context) {
      return await createMachine(await openWorkshop(find, config, context), plan, prepared, context);
    },
    connect: (handle, { signal, timeoutMs }) => openMachine(handle, { signal, timeoutMs }),
    async status({ directory }) {
      const folder = machineFolder(directory);
      if ((await findProcess(folder)) !== undefined) return 'running';
      return (await readLabel(folder)) ? 'stopped' : 'gone';
    },
    destroy: ({ directory }) => removeMachine(machineFolder(directory)),
    reboot,
    collect: ({ directory, instance }, context) => captureFailure(machineFolder(directory), instance, context),
    sweep: (filter, context) => sweepMachines(filter, context),
    cache: { list: listCache, forget: forgetCache },
  };
}

async function openWorkshop(find: FindQemu, config: QemuConfig, context: DriverContext): Promise<Workshop> {
  const [qemu, firmware] = await Promise.all([find(context), findFirmware(config)]);
  return { qemu, config, firmware, hardware: await planHardware(config, qemu, context) };
}

async function pace(find: FindQemu, config: Pick<QemuConfig, 'acceleration'>, context: HostContext): Promise<Pace> {
  const { accelerator, reason } = await findAcceleration(config, await find(context), context);
  return accelerator === 'kvm' ? { factor: 1, reason: '' } : { factor: EMULATION_PACE, reason };
}

async function reboot(handle: QemuHandle, context: DriverContext): Promise<QemuHandle> {
  const { signal, timeoutMs } = context;
  const folder = machineFolder(handle.directory);
  const watch = { name: handle.instance, isBooting: true, timeoutMs, signal };
  context.progress('rebooting');
  await watchMachine(folder, watch, async (within) => {
    await restartGuest(folder, within);
    await using connection = await openMachine(handle, { signal: within, timeoutMs });
    await awaitServices(connection, handle.instance, { ...context, signal: within });
  });
  return handle;
}
