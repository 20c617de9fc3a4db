import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Connection } from '../../../src/contract/connection.ts';
import type { InstancePlan } from '../../../src/contract/plan.ts';
import { saltProvisioner } from '../../../src/provision/salt-provisioner.ts';
import { examplePlan } from '../../support/example-plan.ts';
import { saltData } from '../../support/salt-data.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saltern-session-'));
  await mkdir(join(root, 'ops'));
  await mkdir(join(root, '_modules'));
  await mkdir(join(root, 'pillar'));
  await writeFile(join(root, 'ops/init.sls'), 'a: test.nop\n');
  await writeFile(join(root, '_modules/ops.py'), 'x = 1\n');
  await writeFile(join(root, 'pillar/a.sls'), 'x: 1\n');
  await writeFile(join(root, 'ssh.example'), 'x: 2\n');
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

function planOf(change: Partial<InstancePlan> = {}): InstancePlan {
  return examplePlan({
    trees: [{ name: 'ops', path: join(root, 'ops'), root }],
    pillar: {
      directories: [join(root, 'pillar')],
      inline: saltData({ y: 1 }),
      files: { 'ssh.sls': join(root, 'ssh.example') },
    },
    grains: saltData({ role: 'web' }),
    minion: saltData({ state_verbose: false }),
    ...change,
  });
}

/** A guest that holds nothing, and whose Salt is ready as soon as it is told what to hold. */
function guest(): Connection & { readonly running: number } {
  let running = 0;
  return {
    get running() {
      return running;
    },
    async exec(_argv, { stdin, onStdout } = {}) {
      if (stdin === undefined || typeof stdin === 'string') return exited;
      running += 1;
      onStdout?.(`${JSON.stringify({ event: 'hello', have: {} })}\n`);
      for await (const chunk of stdin) {
        if (String(chunk).includes('"command":"bundle"')) onStdout?.('{"event":"ready","salt":"3007.15"}\n');
      }
      running -= 1;
      return exited;
    },
    put: () => Promise.reject(new Error('nothing is put')),
    get: () => Promise.reject(new Error('nothing is got')),
    loginCommand: () => ['true'],
    address: () => undefined,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const exited = { code: 0, stdout: '', stderr: '', timedOut: false, durationMs: 1 };

const context = {
  signal: new AbortController().signal,
  cacheDirectory: '/nowhere',
  progress: () => {},
  output: () => {},
  state: () => {},
};

it.each<[string, Partial<InstancePlan>]>([
  ['states by name', {}],
  ['a top file', { states: { kind: 'top', top: { base: { '*': ['ops'] } } } }],
  ['no states', { states: { kind: 'none' }, trees: [] }],
])('a session has the digests that the content has now, with %s', async (_what, change) => {
  const plan = planOf(change);

  await using session = await saltProvisioner.open(plan, guest(), context);

  expect(session.digests).toEqual(await saltProvisioner.digests(plan));
});

it('a session keeps the digests of what was uploaded when a file changes under way', async () => {
  const plan = planOf();
  const before = await saltProvisioner.digests(plan);
  await using session = await saltProvisioner.open(plan, guest(), context);

  await writeFile(join(root, 'ops/init.sls'), 'b: test.nop\n');
  await writeFile(join(root, 'pillar/a.sls'), 'x: 3\n');

  expect(session.digests).toEqual(before);
  const now = await saltProvisioner.digests(plan);
  expect(now.formula).not.toBe(before.formula);
  expect(now.suite).not.toBe(before.suite);
});

it('a file that changes before it is sent stops the session by its name, and ends Salt in the guest', async () => {
  const file = join(root, 'ops/init.sls');
  const connection = guest();
  // Told when everything is digested and nothing is sent yet.
  const progress = () => writeFileSync(file, 'b: test.nop\n');

  const opening = saltProvisioner.open(planOf(), connection, { ...context, progress });

  await expect(opening).rejects.toMatchObject({ code: 'CONTENT_CHANGED', message: expect.stringContaining(file) });
  expect(connection.running).toBe(0);
});
