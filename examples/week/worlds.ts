import { once } from 'node:events';
import { createServer } from 'node:http';
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync, cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import send from 'send';
import { stringify } from 'yaml';
import { removeTree } from '../../src/snapshot/root/remove-tree.ts';
import { describePrepare } from '../../test/support/write-overlay.ts';
import { fillPulp, talkTo, type MirroredRepository } from '../../test/testbed/pulp/fill-pulp.ts';
import { startPulp, type PulpServer } from '../../test/testbed/pulp/start-pulp.ts';
import { makeNight } from '../../test/testbed/make-night.ts';
import { buildNamed } from '../../test/testbed/rpm/pool.ts';
import type { Testbed } from '../../test/testbed/setup.ts';
import type { Mirrored, WeekFacts } from './the-week.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** A line of the log of decisions, as far as the week looks at it. */
interface LogLine {
  readonly action?: string;
  readonly result?: string;
  readonly decision?: 'promote' | 'wait' | 'reject';
  readonly to?: { readonly id: string };
}

/** Where a week is lived: mirrors, policy, results and snapshots of its own. */
export interface World extends AsyncDisposable {
  /** Name of the project file and of the overlay, as flags of the command line. */
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  moveMirrors(mirrored: Mirrored): Promise<void>;
  setPartner(isUp: boolean): void;
  facts(): Promise<WeekFacts>;
  readLog(): readonly LogLine[];
  /** Where the channel is; empty: nowhere. */
  stable(): string;
}

interface WorldOptions {
  readonly testbed: Testbed;
  readonly folder: string;
  /** Further keys of the overlay. */
  readonly more: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Called once the mirrors' folders hold what they should. */
  readonly publish?: () => Promise<void>;
  readonly snapshots?: Readonly<Record<string, unknown>>;
}

/** Mirrors as folders in Cobbler's layout, and stable names beside them. */
export function openMirrorWorld(testbed: Testbed, folder: string): Promise<World> {
  // Machines follow `base9`, which lies beside `base9-latest`.
  return openWorld({ testbed, folder, more: { targets: { stable: [{ cobbler: { path: join(folder, 'mirror') } }] } } });
}

/** A real Pulp: its repository versions are what snapshots are taken from, its distributions and guards what is moved. */
export async function openPulpWorld(testbed: Testbed, folder: string): Promise<World> {
  const server = await startPulp();
  const snapshots = await serveFolder(join(folder, 'mirror/snapshots'));
  const mirror = join(folder, 'mirror/base9-latest');
  const environment = { PULP_USER: server.user, PULP_PASSWORD: server.password };
  const access = { url: server.url, 'user-env': 'PULP_USER', 'password-env': 'PULP_PASSWORD' };
  let repository: MirroredRepository | undefined;
  const target = {
    pulp: { ...access, distributions: { base9: 'base9-stable' }, guard: 'release', 'derived-from': snapshots.url },
  };
  const world = await openWorld({
    testbed,
    folder,
    environment,
    snapshots: { source: { pulp: { ...access, repositories: { base9: 'base9' }, guard: 'development' } } },
    more: { targets: { stable: [target] } },
    async publish() {
      if (repository !== undefined) return void (await repository.sync());
      await makeGuards(server);
      [repository] = await fillPulp(server, { base9: mirror });
    },
  });
  return {
    ...world,
    async [Symbol.asyncDispose]() {
      await snapshots[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Who may read what is not released, who what is; and the distribution that machines install from. */
async function makeGuards(server: PulpServer): Promise<void> {
  const pulp = await talkTo(server);
  const { signal } = new AbortController();
  const post = (path: string, body: unknown) => pulp.change({ method: 'POST', path, body, signal });
  for (const name of ['development', 'release']) await post('contentguards/core/rbac/', { name });
  await post('distributions/rpm/rpm/', { name: 'base9-stable', base_path: 'stable/base9' });
}

/** Serves a folder of files on loopback, as a web server beside the snapshots would. */
async function serveFolder(folder: string): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    send(request, (request.url ?? '/').split('?')[0] ?? '/', { root: folder }).pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function openWorld(options: WorldOptions): Promise<World> {
  const { testbed, folder, more, environment = {}, publish, snapshots = {} } = options;
  const root = join(folder, 'mirror');
  await removeTree(root);
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['mirror', 'policy', 'partner']) mkdirSync(join(folder, name), { recursive: true });
  cpSync(join(HERE, 'gate.yml'), join(folder, 'policy/gate.yml'));
  const overlay = join(folder, 'overlay.yml');
  writeFileSync(
    overlay,
    stringify({
      driver: 'docker',
      gate: join(folder, 'policy/gate.yml'),
      platforms: {
        'centos-stream-9': {
          image: testbed.images.el9,
          salt: { version: '3007.15', from: 'pip' },
          docker: { volumes: [`${join(folder, 'partner')}:/srv/partner:ro`] },
        },
      },
      prepare: describePrepare(testbed),
      snapshots: { root, repositories: { 'centos-stream-9': ['base9'] }, ...snapshots },
      reports: { directory: join(folder, 'saltern') },
      ...more,
    }),
  );
  const fix = await buildNamed(testbed.workshop('el9'), 'openssh-server', { bump: 9 });
  return {
    flags: ['--project', join(HERE, 'saltern.yml'), '--overlay', overlay],
    environment,
    async moveMirrors(mirrored) {
      await makeNight({ testbed, root, platforms: ['el9'], ...mirrored });
      await publish?.();
    },
    setPartner(isUp) {
      const file = join(folder, 'partner/is-up');
      if (isUp) writeFileSync(file, '');
      else rmSync(file, { force: true });
    },
    facts: () => Promise.resolve({ stable: readStable(root), chrony: findChrony(testbed), fix }),
    readLog: () => readLines(join(root, 'audit.ndjson')),
    stable: () => readStable(root),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function readLines(file: string): readonly LogLine[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): LogLine => JSON.parse(line));
}

function readStable(root: string): string {
  const link = join(root, 'channels/stable');
  return existsSync(link) ? basename(readlinkSync(link)) : '';
}

/** `4.5-3.el9` of the file that the first night holds. */
function findChrony(testbed: Testbed): string {
  const file = basename(testbed.rpmPool('el9').get('chrony') ?? '');
  return /^chrony-(.+)\.[^.]+\.rpm$/.exec(file)?.[1] ?? '';
}
