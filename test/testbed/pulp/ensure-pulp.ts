import { randomBytes } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres, startPostgres } from '../../support/start-postgres.ts';
import { contentKey, makeDirectory, removeAborted } from '../host/cache.ts';
import { run } from '../host/command.ts';
import { withLock } from '../host/lock.ts';
import { ensurePrograms } from '../host/ensure-programs.ts';
import type { Steps } from '../host/steps.ts';
import { writeSettings } from './write-settings.ts';

/** A Pulp that is installed and has an empty database, in the cache: to be copied, never to be started there. */
export interface InstalledPulp {
  /** Of the virtual environment that holds Pulp; its programs are beside it. */
  readonly python: string;
  /** Data of a PostgreSQL server with the database `pulp`, whose one user is `admin`. */
  readonly data: string;
  /** What the database's secrets are encrypted with. */
  readonly key: string;
}

export interface PulpContext {
  readonly steps: Steps;
  readonly cacheDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Who may do everything in a Pulp of the testbed. */
export const PULP_ADMIN = { user: 'admin', password: 'testbed' } as const;

/** Changes when settings do that the database depends on. */
const FORM = 2;

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/** Installs Pulp from PyPI into the cache, within two minutes the first time, and what it needs of Debian. Throws `TestbedError` with a hint. */
export async function ensurePulp({ steps, cacheDirectory, environment }: PulpContext): Promise<InstalledPulp> {
  // Also where it is in the cache: to start it takes them, too.
  await ensurePrograms(['pulp'], { steps, environment });
  const requirements = await readFile(REQUIREMENTS, 'utf8');
  // A database is for one version of PostgreSQL, an environment for one of Python.
  const versions = [await findPostgres(), await run(['python3', '--version'])];
  const directory = join(cacheDirectory, 'pulp');
  const target = join(directory, contentKey([requirements, PULP_ADMIN, FORM, ...versions]));
  const isThere = (): Promise<boolean> =>
    access(target).then(
      () => true,
      () => false,
    );
  if (!(await isThere())) {
    const onWait = (pid: number): void => steps.note(`process ${pid} is installing Pulp; waiting for it`);
    await withLock(join(directory, 'build.lock'), onWait, async () => {
      if (await isThere()) return;
      await removeAborted(directory);
      await makeDirectory(target, async (aside) => {
        await steps.step('Pulp: programs from PyPI', () => install(aside));
        await steps.step('Pulp: an empty database', () => makeDatabase(aside));
      });
    });
  }
  return describe(target);
}

function describe(target: string): InstalledPulp {
  return { python: join(target, 'venv/bin/python'), data: join(target, 'data'), key: join(target, 'key') };
}

async function install(aside: string): Promise<void> {
  const { python } = describe(aside);
  const hint = 'Is the Python package index of this machine reachable?';
  await run(['virtualenv', '--quiet', join(aside, 'venv')], { hint });
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
  // Starts any program: pip, of the environment.
  await run([python, '-m', 'pip', 'install', ...quiet, '--requirement', REQUIREMENTS], { hint });
}

/** Migrating takes longer than all else of a start, so it is done once. */
async function makeDatabase(aside: string): Promise<void> {
  const { python, data, key } = describe(aside);
  await writeFile(key, `${randomBytes(32).toString('base64url')}=\n`, { mode: 0o600 });
  const folder = await mkdtemp(join(tmpdir(), 'pulp-'));
  try {
    await using postgres = await startPostgres();
    const url = await postgres.url('pulp');
    await mkdir(join(folder, 'media'));
    const settings = await writeSettings({ folder, key, database: postgres.folder, content: 'http://127.0.0.1' });
    const manage = [python, join(aside, 'venv/bin/pulpcore-manager')];
    // Starts any program: Pulp's own.
    await run([...manage, 'migrate', '--no-input', '--verbosity', '0'], { env: settings });
    // Starts any program: as above.
    await run([...manage, 'reset-admin-password', '--password', PULP_ADMIN.password], { env: settings });
    await checkpoint(url);
    await postgres.stop();
    await run(['cp', '-a', join(postgres.folder, 'data'), data]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What starts from the copy need not go through the log of all that was done. */
async function checkpoint(url: string): Promise<void> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
}
