import { mkdtemp, readdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../src/contract/connection.ts';
import type { HookPlan, InstancePlan } from '../../../../src/contract/plan.ts';
import { runHook, type HookContext } from '../../../../src/run/phases/run-hook.ts';
import { driverContext } from '../../../support/driver-context.ts';
import { examplePlan } from '../../../support/example-plan.ts';
import { fakeDriver } from '../../../../drivers/fake/fake-driver.ts';

const PLACE = { file: 'suites/web.yml', line: 7 };
const snapshot = { id: '20261122T013000', digest: 'sha256:1', repositories: [] };
const plan = examplePlan({ name: 'web', snapshot });
const NAMES = '"$SALTERN_INSTANCE $SALTERN_FORMULA $SALTERN_SUITE $SALTERN_PLATFORM $SALTERN_SNAPSHOT"';

interface Heard extends HookContext {
  readonly heard: string[];
}

async function listen(change: Partial<HookContext> = {}): Promise<Heard> {
  const heard: string[] = [];
  return {
    signal: new AbortController().signal,
    directory: await realpath(await mkdtemp(join(tmpdir(), 'saltern-hook-'))),
    environment: { PATH: process.env['PATH'] },
    output: (text, stream) => heard.push(`${stream}: ${text}`),
    ...change,
    heard,
  };
}

function hookOf(on: HookPlan['on'], run: string): HookPlan {
  return { when: 'before', phase: 'converge', on, run, place: PLACE };
}

/** A folder that pretends to be a guest; commands in it really run. */
async function pretendedGuest(): Promise<Connection> {
  const driver = fakeDriver();
  const context = driverContext();
  const config = driver.configSchema.parse({ exec: 'host' });
  const prepared = await driver.prepare(plan, config, [], context);
  return await driver.connect(await driver.create(plan, config, prepared, context), context);
}

const run = (hook: HookPlan, context: HookContext, connection?: Connection, of: InstancePlan = plan) =>
  runHook(hook, of, connection, context);

describe('a hook on the host', () => {
  it("runs in the project's folder, with the instance's names and nothing else in its environment", async () => {
    const context = await listen({ environment: { PATH: process.env['PATH'], MINE: 'yes' } });

    await run(hookOf('host', `pwd; echo ${NAMES}; echo "$MINE $HOME"; touch made`), context);

    expect(context.heard.join('').replaceAll('stdout: ', '')).toBe(
      `${context.directory}\nweb ops-time default centos-stream-9 20261122T013000\nyes \n`,
    );
    expect(await readdir(context.directory)).toEqual(['made']);
  });

  it('finds no snapshot where there is none', async () => {
    const context = await listen();

    await run(hookOf('host', 'echo "[$SALTERN_SNAPSHOT]"'), context, undefined, examplePlan());

    expect(context.heard).toEqual(['stdout: []\n']);
  });

  it('that fails is trouble with its place and its last lines', async () => {
    const context = await listen();
    const failing = run(hookOf('host', 'seq 20; echo no good >&2; exit 3'), context);

    await expect(failing).rejects.toMatchObject({
      code: 'HOOK_FAILED',
      message: 'The hook before converge on the host exited with 3',
      hint: 'See the hook at suites/web.yml:7.',
      details: [...Array.from({ length: 9 }, (_, at) => `${12 + at}`), 'no good'],
    });
  });

  it.each([
    ['', 'it waits for'],
    ["trap '' TERM; ", 'will not hear of it'],
  ])('is ended by the signal with all that it has started, and throws its reason (%s%s)', async (trap) => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const context = await listen({ signal: stop.signal, output: () => stop.abort(reason) });

    await expect(run(hookOf('host', `${trap}echo begun; sleep 60`), context)).rejects.toBe(reason);
  });

  it('is not even begun when it is aborted already', async () => {
    const reason = new Error('too late');
    const context = await listen({ signal: AbortSignal.abort(reason) });

    await expect(run(hookOf('host', 'touch made'), context)).rejects.toBe(reason);
    expect(await readdir(context.directory)).toEqual([]);
  });
});

describe('a hook in the guest', () => {
  it("runs through the connection, with the instance's names", async () => {
    const context = await listen();

    await run(hookOf('guest', `echo ${NAMES}; echo err >&2`), context, await pretendedGuest());

    expect(context.heard.toSorted()).toEqual([
      'stderr: err\n',
      'stdout: web ops-time default centos-stream-9 20261122T013000\n',
    ]);
  });

  it('that fails is trouble as well', async () => {
    const failing = run(hookOf('guest', 'echo no good; exit 4'), await listen(), await pretendedGuest());

    await expect(failing).rejects.toMatchObject({
      message: 'The hook before converge on the guest exited with 4',
      details: ['no good'],
    });
  });

  it('where there is no guest says what could be done instead', async () => {
    await expect(run(hookOf('guest', 'true'), await listen())).rejects.toMatchObject({
      code: 'HOOK_FAILED',
      message: 'The hook before converge needs a guest, but there is none then',
      hint: 'Use `on: host` at suites/web.yml:7, or another phase.',
    });
  });
});
