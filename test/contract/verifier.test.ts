import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { loadDriver } from '../../drivers/index.ts';
import type { Json } from '../../src/base/json/json.ts';
import type { Connection } from '../../src/contract/connection.ts';
import type { Driver } from '../../src/contract/driver.ts';
import type { CheckResult } from '../../src/contract/result.ts';
import type { ReadChecks, Verifier } from '../../src/contract/verifier.ts';
import { findVerifier, VERIFIERS } from '../../src/verify/index.ts';
import { driverContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';
import { DRIVER_CASES } from './driver-cases.ts';
import { VERIFIER_CASES } from './verifier-cases.ts';
import { readContext, writtenYaml } from './written-yaml.ts';

const NEVER = new AbortController().signal;

it('every verifier of the registry is held to the contract', () => {
  expect(VERIFIER_CASES.map(({ name }) => name).toSorted()).toEqual(Object.keys(VERIFIERS).toSorted());
});

it('a verifier that there is not is refused, with what was meant', () => {
  expect(() => findVerifier('gos')).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: "There is no verifier 'gos'; did you mean 'goss'?" }),
  );
});

describe.each(VERIFIER_CASES)('the verifier $name', (one) => {
  const { name, guests, files, named, mixed, nonsense, empty, slow } = one;
  let verifier: Verifier;
  let directory: string;

  beforeAll(async () => {
    verifier = await findVerifier(name).load();
    directory = await mkdtemp(join(tmpdir(), 'saltern-verifier-'));
    await writeFiles(0);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  function read(yaml: string, file = 'saltern.yml'): Promise<ReadChecks> {
    return verifier.read(writtenYaml(yaml, join(directory, file)), readContext());
  }

  async function writeFiles(which: 0 | 1, only = Object.keys(files)): Promise<void> {
    for (const file of only) await writeFile(join(directory, file), files[file]?.[which] ?? '');
  }

  it('has the name that the registry gives it', () => {
    expect(verifier.name).toBe(name);
  });

  describe('its schema', () => {
    it('is a JSON Schema too, with a sentence for each form', async () => {
      const schema = z.toJSONSchema(await findVerifier(name).schema(), { io: 'input', unrepresentable: 'any' });

      const forms = schema.description === undefined ? (schema.anyOf ?? [schema]) : [schema];
      expect(forms.map((form) => form.description)).toEqual(forms.map(() => expect.stringMatching(/\S \S.*\.$/)));
    });

    it.each([
      ['what holds and does not', mixed.yaml],
      ['an empty one', empty],
    ])('takes %s', async (_what, yaml) => {
      const schema = await findVerifier(name).schema();

      expect(schema.safeParse(writtenYaml(yaml, '/saltern.yml').value)).toMatchObject({ success: true });
    });

    it('refuses what it could not read', async () => {
      const schema = await findVerifier(name).schema();

      expect([true, 12].map((value) => schema.safeParse(value).success)).toEqual([false, false]);
    });
  });

  describe('reading', () => {
    it('starts nothing', async () => {
      const started: unknown[] = [];
      const note = (message: unknown) => void started.push(message);
      for (const channel of ['child_process', 'net.client.socket']) {
        subscribe(channel, note);
        onTestFinished(() => void unsubscribe(channel, note));
      }

      await read(mixed.yaml);
      await read(named(directory));

      expect(started).toEqual([]);
    });

    it('gives plain data and no complaint about what is right', async () => {
      for (const yaml of [mixed.yaml, named(directory), empty]) {
        const { config, problems } = await read(yaml);

        expect(problems).toEqual([]);
        expect(JSON.parse(JSON.stringify(config))).toEqual(config);
      }
    });

    it('tells every mistake at its place', async () => {
      const { problems } = await read(nonsense.yaml);

      const inOrder = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
      expect(inOrder).toEqual(nonsense.problems.map((problem) => ({ file: 'saltern.yml', ...problem })));
    });

    it('leaves a file that is not there to who reads files', async () => {
      const context = readContext();
      await rm(join(directory, Object.keys(files)[0] ?? ''));
      onTestFinished(() => writeFiles(0));

      const { problems } = await verifier.read(writtenYaml(named(directory), '/srv/saltern.yml'), context);

      expect(context.missing).toHaveLength(1);
      expect(problems).toEqual([]);
    });
  });

  describe('its digest', () => {
    const digest = async (yaml: string, file?: string) => verifier.digest((await read(yaml, file)).config);

    it('is the same for the same, wherever it is written', async () => {
      const first = await digest(mixed.yaml);

      expect(first).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(await digest(`\n\n# moved\n${mixed.yaml}`, 'suites/other.yml')).toBe(first);
      expect(await verifier.digest(JSON.parse(JSON.stringify((await read(mixed.yaml)).config)))).toBe(first);
    });

    it('is another for something else', async () => {
      const all = await Promise.all([mixed.yaml, empty, slow, named(directory)].map((yaml) => digest(yaml)));

      expect(new Set(all).size).toBe(all.length);
    });

    it.each(Object.keys(files))('is another when %s says something else', async (file) => {
      const before = await digest(named(directory));
      await writeFiles(1, [file]);
      onTestFinished(() => writeFiles(0));

      expect(await digest(named(directory))).not.toBe(before);
    });
  });

  it('asks for the same steps each time, as plain data', async () => {
    const { config } = await read(mixed.yaml);
    const stepsOf = async () => (await verifier.steps?.(config, examplePlan())) ?? [];

    const steps = await stepsOf();

    expect(await stepsOf()).toEqual(steps);
    expect(JSON.parse(JSON.stringify(steps))).toEqual(steps);
  });

  it.each([
    ['with nothing in the environment', NEVER],
    ['when it is aborted', AbortSignal.abort(new Error('enough'))],
  ])('has a doctor who never throws, %s, and names a remedy', async (_when, signal) => {
    const context = driverContext({ environment: {}, cacheDirectory: join(directory, 'cache'), signal });

    const findings = (await verifier.doctor?.(context)) ?? [];

    expect(findings.filter(({ outcome, remedy }) => outcome !== 'pass' && !remedy)).toEqual([]);
  });

  describe.each(DRIVER_CASES.filter((guest) => guests.includes(guest.name)))('in a guest of $name', (guest) => {
    const context = driverContext();
    const plan = examplePlan({ name: `verifier-${name}-${guest.name}`, states: { kind: 'none' } });
    let driver: Driver;
    let handle: Json;
    let connection: Connection;

    beforeAll(async () => {
      driver = await loadDriver(guest.name);
      handle = await create(plan.name);
      connection = await driver.connect(handle, context);
    });
    afterAll(async () => {
      await connection[Symbol.asyncDispose]();
      await driver.sweep(
        { keep: [] },
        driverContext({ project: context.project, cacheDirectory: context.cacheDirectory }),
      );
      await rm(context.cacheDirectory, { recursive: true, force: true });
    });

    async function create(instance: string): Promise<Json> {
      const config = driver.configSchema.parse(await guest.config());
      const own = { ...plan, name: instance };
      return await driver.create(own, config, await driver.prepare(own, config, [], context), context);
    }

    async function verify(yaml: string, through = connection, signal = NEVER): Promise<readonly CheckResult[]> {
      const { config } = await read(yaml);
      return await verifier.verify(config, { plan, connection: through }, { signal, output: () => undefined });
    }

    it('gives verdicts as values, in the order in which they are written', async () => {
      const results = await verify(mixed.yaml);

      expect(results.map(({ outcome, type, id, property }) => `${outcome} ${type} ${id} ${property}`)).toEqual(
        mixed.results,
      );
      expect(new Set(results.map((result) => result.verifier))).toEqual(new Set([name]));
      expect(results.filter(({ place }) => place?.file !== 'saltern.yml')).toEqual([]);
      expect(results.filter(({ outcome, details }) => outcome === 'pass' && details.length > 0)).toEqual([]);
    });

    it('looks anew each time', async () => {
      expect((await verify(mixed.yaml)).map(({ outcome }) => outcome)).toEqual(
        (await verify(mixed.yaml)).map(({ outcome }) => outcome),
      );
    });

    it('takes it for trouble, not for a pass, when nothing is asserted', async () => {
      await expect(verify(empty)).rejects.toMatchObject({ code: 'VERIFY_TROUBLE' });
    });

    it('takes it for trouble when the guest talks nonsense', async () => {
      const babbling: Connection = {
        ...connection,
        exec: () => Promise.resolve({ code: 0, stdout: 'Welcome!\n', stderr: '', timedOut: false, durationMs: 1 }),
      };

      await expect(verify(mixed.yaml, babbling)).rejects.toMatchObject({ code: 'VERIFY_TROUBLE' });
    });

    it("ends with the signal's reason, before it starts and half-way", async () => {
      const reason = new Error('Ctrl-C');
      const abort = new AbortController();
      const watched: Connection = {
        ...connection,
        exec(argv, options) {
          const running = connection.exec(argv, options);
          abort.abort(reason);
          return running;
        },
      };

      await expect(verify(slow, connection, AbortSignal.abort(reason))).rejects.toBe(reason);
      await expect(verify(slow, watched, abort.signal)).rejects.toBe(reason);
    });

    it('says so when the guest is gone', async () => {
      const gone = await create(`${plan.name}-gone`);
      await using lost = await driver.connect(gone, context);
      await driver.destroy(gone, context);

      await expect(verify(mixed.yaml, lost)).rejects.toMatchObject({ code: 'GUEST_GONE' });
    });
  });
});
