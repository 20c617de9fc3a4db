import type { Connection } from '../../../src/contract/connection.ts';
import type { DriverContext } from '../../../src/contract/context.ts';
import { runPrepareStep } from '../../../src/connect/guest/run-prepare-step.ts';
import { putMounts, removeMounts } from '../guest/copy-mounts.ts';
import { awaitServices, restartGuest } from '../guest/boot-machine.ts';
import type { Launched } from '../launch-machine.ts';
import { openMachine } from '../machine/machine-connection.ts';
import type { MachineFolder } from '../machine/machine-folder.ts';
import { watchMachine } from '../machine/watch-machine.ts';
import type { StateBuild } from './state-build.ts';

interface StageMachine {
  readonly folder: MachineFolder;
  readonly name: string;
  /** Its memory will be saved too. */
  readonly isWarm: boolean;
}

/** Kernel, libraries and services that a running machine goes on using as they were: another print of them, and it must boot again. */
const CORE_PRINT = `ls /lib/modules 2>/dev/null; rpm -q kernel kernel-core systemd glibc dbus openssl-libs 2>/dev/null | sort; true`;

/** Later boots need no cloud-init: saltern gives a machine its identity itself. */
const FINISH = `
if [ -d /etc/cloud ]; then : >/etc/cloud/cloud-init.disabled; fi
rm -f /var/lib/systemd/random-seed
sync
`;

/** Does a stage's steps in a machine that has booted; where a core part of it is another afterwards, it boots again. */
export async function runStage(
  { handle }: Pick<Launched, 'handle'>,
  { plan, stage }: Pick<StateBuild, 'plan' | 'stage'>,
  { folder, name, isWarm }: StageMachine,
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
    const print = await corePrint(connection, within);
    const mounted = await putMounts(connection, plan.prepare.mounts, within);
    for (const [index, step] of stage.steps.entries()) {
      context.progress(step.name, index, stage.steps.length);
      await runPrepareStep(connection, step, plan, context);
    }
    await removeMounts(connection, mounted, within);
    await connection.exec(['/bin/sh', '-c', FINISH], { signal: within });
    return print !== (await corePrint(connection, within));
  });
  if (hasChanged) context.progress('restarting: its kernel or a core library is another');
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

async function corePrint(connection: Connection, signal: AbortSignal): Promise<string> {
  return (await connection.exec(['/bin/sh', '-c', CORE_PRINT], { signal })).stdout;
}
