import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SalternError } from '../../src/contract/errors.ts';
import { listMoves } from '../../src/contract/list-moves.ts';
import { ROOT } from '../root.ts';
import { openScene, promoteIn, type PromoteScene, writeSnapshots } from '../support/promote-scene.ts';
import { pulpProxy, type PulpProxy, type Way } from '../support/pulp-proxy.ts';
import { namedPulp, sharedPulp } from '../support/pulp-scene.ts';
import { openPulpTarget, type PulpTargetScene } from '../support/pulp-target-scene.ts';

const PROCESS = join(ROOT, 'test/support/promote-process.ts');
/** What the snapshots were taken from, in turn: the channel never has to go back. */
const TAKEN = ['20261122T013000', '20261123T013000', '20261124T013000'];
const LIST = Array.from({ length: 200 }, (_, position) => `20261125T${String(100_000 + position)}`);

let folder: string;
let pulp: PulpTargetScene;
let proxy: PulpProxy;
let scene: PromoteScene;
/** Asked of each request but those that ask once more how a task is. */
let decide: (request: IncomingMessage) => Way = () => 'on';
let onLost: () => void = () => undefined;
/** Those of one promotion, in their order. */
let requests: readonly Asked[] = [];
/** Position in the list of where the channel is. */
let at = 0;

interface Asked {
  readonly at: number;
  readonly what: string;
  readonly isChange: boolean;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-pulp-crash-'));
  pulp = await openPulpTarget();
  const asked = new Set<string>();
  const isAgain = ({ method, url = '' }: IncomingMessage): boolean => {
    if (method !== 'GET' || !url.includes('/tasks/')) return false;
    if (asked.has(url)) return true;
    asked.add(url);
    return false;
  };
  const { url, content } = sharedPulp();
  const more = { content, onLost: () => onLost() };
  proxy = await pulpProxy(url, (request) => (isAgain(request) ? 'on' : decide(request)), more);
  const { config, environment } = namedPulp(sharedPulp());
  const target = { ...config, url: proxy.url, distributions: pulp.distributions };
  const root = join(folder, 'root');
  const taken = await Promise.all(TAKEN.map(pulp.taken));
  await writeSnapshots(root, LIST, (id) => taken[LIST.indexOf(id) % taken.length] ?? []);
  scene = { root, targets: [{ name: 'pulp', config: target }], environment };
  await promoteIn(scene, idAt(0));
  requests = await listRequests();
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await pulp[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

it('a promotion of which any request is refused is all old, or all new, as its log says', async () => {
  for (const { at: nth, what } of requests) {
    decide = atRequest(nth, 'refused');

    const moved = await promoteNext();

    await expectAllAt(`refused at ${what}`, moved ? at + 1 : at);
    if (moved) at += 1;
  }
  expect(requests.length).toBeGreaterThan(20);
});

it('so is one that never hears that a change was made', async () => {
  const changes = requests.filter(({ isChange }) => isChange);
  for (const { at: nth, what } of changes) {
    decide = atRequest(nth, 'lost');

    const moved = await promoteNext();

    await expectAllAt(`the answer was lost of ${what}`, moved ? at + 1 : at);
    if (moved) at += 1;
  }
  expect(changes.length).toBeGreaterThan(5);
});

it('so is one of which a change is made and takes longer than its time', async () => {
  const last = requests.findLast(({ isChange }) => isChange);
  decide = atRequest(last?.at ?? 0, 'mute');

  const moved = await promoteNext({ timeout: '8s' });

  expect(moved).toBe(false);
  await expectAllAt('mute', at);
});

it('one that Pulp leaves alone from any of its changes on is told by its names, and finished by the next', async () => {
  for (const { at: nth, what } of moves()) {
    decide = fromRequest(nth, 'lost');

    const moving = promoteIn(scene, idAt(at + 1));

    await expect(moving, what).rejects.toMatchObject({
      code: 'TARGET_FAILED',
      message: expect.stringContaining("Not all targets of 'stable' are back"),
      details: expect.arrayContaining([expect.stringContaining('could not be taken back')]),
    });
    await expectNextFinishes(`gone at ${what}`);
  }
});

it('one that is killed once any of its changes was made is finished by the next', async () => {
  const changes = requests.filter(({ isChange }) => isChange);
  for (const { at: nth, what } of changes) {
    await promoteAndKill(nth);

    await expectNextFinishes(`killed at ${what}`);
  }
  expect(changes.length).toBeGreaterThan(5);
});

const idAt = (position: number): string => LIST[position] ?? '';

/** Those that move what clients get; what comes before is about what they would get. */
const moves = (): readonly Asked[] =>
  requests.filter(({ what }) => pulp.hrefs.some((href) => what === `PATCH ${href}`));

async function listRequests(): Promise<readonly Asked[]> {
  const seen: Asked[] = [];
  decide = ({ method = '', url = '' }) => {
    seen.push({ at: seen.length + 1, what: `${method} ${url}`, isChange: method !== 'GET' });
    return 'on';
  };
  expect(await promoteNext()).toBe(true);
  at += 1;
  return seen;
}

function atRequest(nth: number, way: Way): typeof decide {
  let count = 0;
  return () => {
    count += 1;
    return count === nth ? way : 'on';
  };
}

/** The same for all that come after. */
function fromRequest(nth: number, way: Way): typeof decide {
  let count = 0;
  return () => {
    count += 1;
    if (count === nth) return way;
    return count > nth ? 'cut' : 'on';
  };
}

/** Whether it moved to the next snapshot, or threw what a target may throw. */
async function promoteNext(more: Readonly<Record<string, unknown>> = {}): Promise<boolean> {
  const targets = scene.targets.map(({ name, config }) => ({ name, config: { ...(config as object), ...more } }));
  const came = await promoteIn({ ...scene, targets }, idAt(at + 1)).then(
    ({ kind }) => kind,
    (error: unknown) => (error instanceof SalternError ? error.code : error),
  );
  decide = () => 'on';
  expect(['promoted', 'TARGET_FAILED']).toContain(came);
  return came === 'promoted';
}

/** In a process of its own, which is gone when this request was done. */
async function promoteAndKill(nth: number): Promise<void> {
  const file = join(folder, 'scene.json');
  await writeFile(file, JSON.stringify(scene));
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };
  decide = atRequest(nth, 'lost');
  const child = spawn(process.execPath, [PROCESS, file, idAt(at + 1)], { stdio: 'ignore', env });
  onLost = () => void child.kill('SIGKILL');
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  decide = () => 'on';
  onLost = () => undefined;
  expect(signal).toBe('SIGKILL');
}

/** Channel, clients and log are at one snapshot, and nothing waits to be settled. */
async function expectAllAt(what: string, position: number): Promise<void> {
  const { root } = await openScene(scene);
  const { entries } = await root.readAudit();
  const served = TAKEN[position % TAKEN.length];
  expect([what, await root.readChannel('stable'), await pulp.clients()]).toEqual([
    what,
    idAt(position),
    [served, served],
  ]);
  expect([what, listMoves(entries, 'stable').at(-1)?.to.id]).toEqual([what, idAt(position)]);
  expect([what, await root.unfinishedMoves()]).toEqual([what, []]);
}

async function expectNextFinishes(what: string): Promise<void> {
  decide = () => 'on';
  const { root } = await openScene(scene);
  expect([what, [idAt(at), idAt(at + 1)]]).toEqual([what, expect.arrayContaining([await root.readChannel('stable')])]);

  expect([what, await promoteNext()]).toEqual([what, true]);

  at += 1;
  await expectAllAt(what, at);
}
