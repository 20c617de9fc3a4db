import { chown, mkdir, mkdtemp, readdir, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';

/** A PostgreSQL server of the test's own. */
export interface PostgresServer extends AsyncDisposable {
  /** Of a database of this name, made when it is asked for the first time. */
  url(database?: string): Promise<string>;
  /** Absolute path of the folder that has its socket, and `data/`. */
  readonly folder: string;
  /** Ends it at once, as a machine does that loses its power. */
  stop(): Promise<void>;
  /** Starts it again, with what it held. */
  start(): Promise<void>;
}

/** Debian's, which refuses to run as root. */
const NOBODY = 65_534;

/**
 * Starts Debian's PostgreSQL with data of its own, on a socket in a temporary folder: no port that another test may have.
 * Disposing ends it and removes all. `isDurable`: it waits for its disk, as in earnest. Default false. `from`: a folder of
 * data that it begins with a copy of, with the databases `made`. Default: none.
 */
export async function startPostgres({
  isDurable = false,
  from,
}: {
  readonly isDurable?: boolean;
  readonly from?: { readonly data: string; readonly made: readonly string[] };
} = {}): Promise<PostgresServer> {
  const programs = await findPostgres();
  const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  // Its owner must get through to its folder, which lies in one of ours.
  await chmod(tmpdir(), 0o711);
  const folder = await mkdtemp(join(tmpdir(), 'p-'));
  const [data, home] = [join(folder, 'data'), join(folder, 'home')];
  for (const made of [folder, data, home]) {
    await mkdir(made, { recursive: true, mode: 0o700 });
    if (owner.uid !== undefined) await chown(made, owner.uid, owner.gid);
  }
  const options = { ...owner, env: { LC_ALL: 'C.UTF-8', HOME: home }, stdin: 'ignore' } as const;
  const initdb = ['-D', data, '-U', 'saltern', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-instructions'];
  // Starts initdb: Debian keeps it below a folder that has the version in its name.
  if (from === undefined) await execa(join(programs, 'initdb'), initdb, options);
  else await execa('cp', ['-a', `${from.data}/.`, data]);
  const start = async () => {
    // Starts postgres: as above.
    const started = execa(
      join(programs, 'postgres'),
      [
        '-D',
        data,
        '-k',
        folder,
        '-c',
        'listen_addresses=',
        '-c',
        `fsync=${isDurable ? 'on' : 'off'}`,
        '-c',
        'max_connections=30',
      ],
      { ...options, reject: false, buffer: false, stdout: 'ignore' },
    );
    await untilReady(started.stderr);
    started.stderr.resume();
    // Not as it is: whoever awaits a process waits for its end.
    return { ends: started };
  };
  let server = await start();
  const made = new Set(['postgres', ...(from?.made ?? [])]);
  const address = (database: string) => `postgres://saltern@${encodeURIComponent(folder)}/${database}`;
  const stop = async (): Promise<void> => {
    server.ends.kill('SIGQUIT');
    await server.ends;
  };
  return {
    folder,
    async url(database = 'postgres') {
      if (!made.has(database)) await makeDatabase(address('postgres'), database);
      made.add(database);
      return address(database);
    },
    stop,
    async start() {
      server = await start();
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Where Debian has the programs of the newest PostgreSQL; the version is in the path. */
export async function findPostgres(): Promise<string> {
  const top = '/usr/lib/postgresql';
  const versions = await readdir(top).catch(() => []);
  const newest = versions.toSorted((a, b) => Number(a) - Number(b)).at(-1);
  if (newest === undefined) throw new Error(`'${top}' is not there: install Debian's package postgresql`);
  return join(top, newest, 'bin');
}

async function untilReady(said: NodeJS.ReadableStream): Promise<void> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: said })) {
    if (line.includes('database system is ready to accept connections')) return;
    lines.push(line);
  }
  throw new Error(`postgres ended:\n${lines.join('\n')}`);
}

async function makeDatabase(url: string, name: string): Promise<void> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
