import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { hasCode } from '../../../src/base/error/has-code.ts';
import { pathExists } from '../../../src/base/files/path-exists.ts';
import { readText } from '../../../src/base/files/read-regular.ts';
import { MOST_BYTES } from '../../../src/base/files/size-limits.ts';
import { parseJson } from '../../../src/base/json/parse-json.ts';
import { readFolder } from '../../../src/base/files/read-folder.ts';
import type { DriverContext } from '../../../src/contract/context.ts';
import { SalternError } from '../../../src/contract/errors.ts';

/** Whose machine it is; written before anything is started, so that a sweep finds it whatever happens. */
const labelSchema = z.object({
  version: z.literal(1),
  project: z.string(),
  instance: z.string(),
  run: z.string(),
  role: z.enum(['instance', 'builder']),
  /** Key of the prepared state that the machine started from, or that a builder makes. */
  prepared: z.string(),
  /** Key of the state that a builder started from, or '' when it started from an image. */
  parent: z.string().default(''),
});

export type MachineLabel = z.infer<typeof labelSchema>;

/** Files of one machine. Names are short: a socket's path may have at most 107 bytes. */
export interface MachineFolder {
  readonly path: string;
  readonly label: string;
  readonly disk: string;
  readonly seed: string;
  readonly variables: string;
  readonly memory: string;
  readonly serial: string;
  readonly pid: string;
  readonly monitor: string;
  readonly agent: string;
  readonly knownHosts: string;
  /** Members of the snapshot, for its server. */
  readonly snapshot: string;
}

const MAX_SOCKET_PATH = 107;

export function machinesFolder(cacheDirectory: string): string {
  return join(cacheDirectory, 'qemu/vm');
}

/** The folder of a project's machine. The same name gives the same folder, so what a crash left there is noticed. */
export function folderOf(
  { cacheDirectory, project }: Pick<DriverContext, 'cacheDirectory' | 'project'>,
  name: string,
): MachineFolder {
  const id = createHash('sha256').update(`${project.id}\n${name}`).digest('hex').slice(0, 12);
  return machineFolder(join(machinesFolder(cacheDirectory), id));
}

export function machineFolder(path: string): MachineFolder {
  return {
    path,
    label: join(path, 'label.json'),
    disk: join(path, 'disk.qcow2'),
    seed: join(path, 'seed.iso'),
    variables: join(path, 'variables.fd'),
    memory: join(path, 'memory'),
    serial: join(path, 'serial.log'),
    pid: join(path, 'pid'),
    monitor: join(path, 'qmp'),
    agent: join(path, 'agent'),
    knownHosts: join(path, 'known_hosts'),
    snapshot: join(path, 'snapshot.json'),
  };
}

/**
 * Makes a folder with its label, at once: whoever is killed in between leaves no folder that nobody knows the owner of.
 * One that is there keeps what it holds. Throws ENGINE_FAILED when its path is too long for a socket. */
export async function openFolder(folder: MachineFolder, label: MachineLabel): Promise<void> {
  if (Buffer.byteLength(folder.agent) > MAX_SOCKET_PATH) {
    throw new SalternError('ENGINE_FAILED', `The folder '${folder.path}' has too long a path for QEMU's sockets`, {
      hint: 'Name a shorter cache folder in SALTERN_CACHE.',
    });
  }
  if (await pathExists(folder.path)) {
    await writeFileAtomic(folder.label, JSON.stringify(label));
    return;
  }
  const halfMade = join(dirname(folder.path), `.${process.pid}-${basename(folder.path)}`);
  await rm(halfMade, { recursive: true, force: true });
  await mkdir(halfMade, { recursive: true, mode: 0o700 });
  await writeFileAtomic(machineFolder(halfMade).label, JSON.stringify(label));
  await rename(halfMade, folder.path);
}

/** The label; undefined when it is missing or damaged. */
export async function readLabel(folder: MachineFolder): Promise<MachineLabel | undefined> {
  const text = await readText(folder.label, MOST_BYTES.record).catch(() => '');
  return labelSchema.safeParse(parseJson(text)).data;
}

export async function listFolders(cacheDirectory: string): Promise<readonly MachineFolder[]> {
  const root = machinesFolder(cacheDirectory);
  const names = await readFolder(root);
  return names.filter((name) => !name.startsWith('.')).map((name) => machineFolder(join(root, name)));
}

/** Removes what processes that are gone were about to make. */
export async function removeHalfMadeFolders(cacheDirectory: string): Promise<void> {
  const root = machinesFolder(cacheDirectory);
  for (const name of await readFolder(root)) {
    const pid = /^\.(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(root, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

export async function removeFolder(folder: MachineFolder): Promise<void> {
  await rm(folder.path, { recursive: true, force: true, maxRetries: 3 });
}
