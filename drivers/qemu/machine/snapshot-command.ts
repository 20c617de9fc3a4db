import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SnapshotUse } from '../../../src/contract/plan.ts';
import type { ServedMembers } from './snapshot-server.ts';

/**
 * The command by which QEMU answers one connection to the snapshot's address: `snapshot-server.ts`, and the file `list`,
 * which is written here with the names and folders of the members, because QEMU silently cuts a command after some 1000
 * bytes. No port is open on the host, nobody but the machine can read, and the server lives as long as the connection.
 */
export async function snapshotCommand(
  snapshot: SnapshotUse | undefined,
  list: string,
): Promise<readonly string[] | undefined> {
  const members: ServedMembers = (snapshot?.repositories ?? []).flatMap(({ name, at }) =>
    at.kind === 'directory' ? [[name, at.path]] : [],
  );
  if (members.length === 0) return undefined;
  await writeFile(list, JSON.stringify(members));
  // Built or not, the server ends as this file does.
  const server = new URL(`snapshot-server${extname(import.meta.url)}`, import.meta.url);
  // QEMU makes the connection standard error, too: a warning would stand in the middle of an answer.
  return [process.execPath, '--no-warnings', fileURLToPath(server), list];
}
