import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toFileName } from '../../src/base/text/file-name.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { saveConsole } from './machine/console.ts';
import type { MachineFolder } from './machine/machine-folder.ts';
import { findProcess } from './machine/machine-process.ts';
import { Monitor } from './machine/monitor.ts';

const LIMIT_MS = 10_000;

/**
 * Keeps what a machine showed: its console as text and its screen as a picture, in the run's folder. Gives the files'
 * paths. Never throws: what matters is what went wrong before.
 */
export async function captureFailure(
  folder: MachineFolder,
  instance: string,
  context: Pick<DriverContext, 'artifacts'>,
): Promise<readonly string[]> {
  const { artifacts } = context;
  if (artifacts === undefined) return [];
  try {
    await mkdir(artifacts, { recursive: true });
    const log = join(artifacts, `${toFileName(instance)}.console.log`);
    const picture = join(artifacts, `${toFileName(instance)}.screen.png`);
    const kept = [(await saveConsole(folder.serial, log)) && log, (await takePicture(folder, picture)) && picture];
    return kept.filter((one) => one !== false);
  } catch {
    return [];
  }
}

async function takePicture(folder: MachineFolder, file: string): Promise<boolean> {
  if ((await findProcess(folder)) === undefined) return false;
  const signal = AbortSignal.timeout(LIMIT_MS);
  try {
    using monitor = await Monitor.open(folder.monitor, signal);
    await monitor.ask('screendump', { filename: file, format: 'png' }, signal);
    return true;
  } catch {
    // QEMU before 7.1 makes no PNG.
    return false;
  }
}
