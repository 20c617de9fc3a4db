import { removeFolder, type MachineFolder } from './machine-folder.ts';
import { endProcess } from './machine-process.ts';

/** Ends a machine and removes all that is its own. Gone already is fine. */
export async function removeMachine(folder: MachineFolder): Promise<void> {
  await endProcess(folder);
  await removeFolder(folder);
}
