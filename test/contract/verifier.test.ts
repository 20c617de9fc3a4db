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
import type { PrepareStage } from '../../src/contract/prepare.ts';
import type { CheckResult } from '../../src/contract/result.ts';
import type { ReadChecks, Verifier } from '../../src/contract/verifier.ts';
import { stageVerifiers } from '../../src/run/phases/stage-verifiers.ts';
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
  const { name, guests, files, mixed, nonsense, empty, slow, babble } = one;
  const contents = files?.contents ?? {};
  /** What holds of verifiers that take files, and of those alone. */
  const withFiles = describe.each(files === undefined ? [] : [{ named: files.named }]);
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

  async function writeFiles(which: 0 | 1, only = Object.keys(contents)): Promise<void> {
    for (const file of only) await writeFile(join(directory, file), contents[file]?.[which] ?? '');
  }

  /** Every way to say something without a mistake. */
  function sayings(): readonly string[] {
    return [mixed.yaml, slow, ...optional(empty), ...optional(files?.named(directory))];
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

    it('takes all that can be said', async () => {
      const schema = await findVerifier(name).schema();

      const taken = sayings().map((yaml) => schema.safeParse(writtenYaml(yaml, '/saltern.yml').value).success);

      expect(taken).toEqual(sayings().map(() => true));
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

      for (const yaml of sayings()) await read(yaml);

      expect(started).toEqual([]);
    });

    it('gives plain data and no complaint about what is right', async () => {
      for (const yaml of sayings()) {
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

    withFiles('of files', ({ named }) => {
      it.each(Object.keys(contents))('tells once, at its place, that %s is not there', async (file) => {
        const context = readContext();
        await rm(join(directory, file));
        onTestFinished(() => writeFiles(0));

        const { problems } = await verifier.read(
          writtenYaml(named(directory), join(directory, 'saltern.yml')),
          context,
        );

        const told = [...context.missing, ...problems];
        expect(told).toEqual([expect.objectContaining({ file: 'saltern.yml', line: expect.any(Number) })]);
      });
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
      const all = await Promise.all(sayings().map((yaml) => digest(yaml)));

      expect(new Set(all).size).toBe(all.length);
    });

    withFiles('with files', ({ named }) => {
      it.each(Object.keys(contents))('is another when %s says something else', async (file) => {
        const before = await digest(named(directory));
        await writeFiles(1, [file]);
        onTestFinished(() => writeFiles(0));

        expect(await digest(named(directory))).not.toBe(before);
      });
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
    const prepared = new Set<string>();

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
      // Without steps it is the guest's own image.
      if ((await planStages()).length > 0) await guest.forget([...prepared]);
      await rm(context.cacheDirectory, { recursive: true, force: true });
    });

    async function create(instance: string): Promise<Json> {
      const config = driver.configSchema.parse(await guest.config());
      const own = { ...plan, name: instance };
      const image = await driver.prepare(own, config, await planStages(), context);
      prepared.add(image.reference);
      return await driver.create(own, config, image, context);
    }

    /** What the verifier needs in the guest, as the engine makes it. */
    async function planStages(): Promise<readonly PrepareStage[]> {
      const checks = (await read(mixed.yaml)).config;
      const steps = (await verifier.steps?.(checks, plan)) ?? [];
      const stage = await stageVerifiers([{ verifier, config: checks, steps }], [], NEVER);
      return stage === undefined ? [] : [stage];
    }

    async function verify(yaml: string, through = connection, signal = NEVER): Promise<readonly CheckResult[]> {
      return await look((await read(yaml)).config, through, signal);
    }

    function look(config: Json, through = connection, signal = NEVER): Promise<readonly CheckResult[]> {
      return verifier.verify(config, { plan, connection: through }, { signal, output: () => undefined });
    }

    it('is somewhere where it can be found', () => {
      expect(verifier.where === 'guest' || connection.address() !== undefined).toBe(true);
    });

    it('gives verdicts as values, in the order in which they are written', async () => {
      const results = await verify(mixed.yaml);

      expect(results.map(describeResult)).toEqual(mixed.results);
      expect(new Set(results.map((result) => result.verifier))).toEqual(new Set([name]));
      expect(results.filter(({ place }) => place?.file !== 'saltern.yml')).toEqual([]);
      expect(results.filter(({ outcome, details }) => outcome === 'pass' && details.length > 0)).toEqual([]);
    });

    it('looks anew each time', async () => {
      expect((await verify(mixed.yaml)).map(({ outcome }) => outcome)).toEqual(
        (await verify(mixed.yaml)).map(({ outcome }) => outcome),
      );
    });

    it.each(optional(empty))('takes it for trouble, not for a pass, when nothing is asserted', async (yaml) => {
      await expect(verify(yaml)).rejects.toMatchObject({ code: 'VERIFY_TROUBLE' });
    });

    it.each(optional(babble))('takes it for trouble when the guest talks nonsense', async (nonsensical) => {
      const exec = () => Promise.resolve({ stderr: '', timedOut: false, durationMs: 1, ...nonsensical });

      await expect(verify(mixed.yaml, { ...connection, exec })).rejects.toMatchObject({ code: 'VERIFY_TROUBLE' });
    });

    withFiles('of files', ({ named }) => {
      it.each(Object.keys(contents))(
        'asserts what it read when %s changes afterwards, unless its digest tells',
        async (file) => {
          const { config } = await read(named(directory));
          const before = { digest: await verifier.digest(config), results: (await look(config)).map(describeResult) };
          await writeFiles(1, [file]);
          onTestFinished(() => writeFiles(0));

          const after = { digest: await verifier.digest(config), results: (await look(config)).map(describeResult) };

          const isTold = after.digest !== before.digest;
          expect(isTold ? before.results : after.results).toEqual(before.results);
        },
      );
    });

    describe("ends with the signal's reason", () => {
      const reason = new Error('Ctrl-C');

      it('before it starts', async () => {
        await expect(verify(slow, connection, AbortSignal.abort(reason))).rejects.toBe(reason);
      });

      it('as soon as it turns to the guest', async () => {
        const abort = new AbortController();
        const watched = tellUses(connection, () => abort.abort(reason));

        await expect(verify(slow, watched, abort.signal)).rejects.toBe(reason);
      });

      it('in the midst of it, wherever its work is done', async () => {
        const abort = new AbortController();
        // What works on this machine tells nobody that it has begun.
        const timer = setTimeout(() => abort.abort(reason), 1000);
        onTestFinished(() => clearTimeout(timer));

        await expect(verify(slow, connection, abort.signal)).rejects.toBe(reason);
      });
    });

    it('says so when the guest is gone', async () => {
      const gone = await create(`${plan.name}-gone`);
      await using lost = await driver.connect(gone, context);
      await driver.destroy(gone, context);

      await expect(verify(mixed.yaml, lost)).rejects.toMatchObject({ code: 'GUEST_GONE' });
    });
  });
});

function describeResult({ outcome, type, id, property }: CheckResult): string {
  return `${outcome} ${type} ${id} ${property}`;
}

/** What a case may leave out, as a list of one or none. */
function optional<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

/** The same way in; `onUse` is called once something was asked of it. */
function tellUses(connection: Connection, onUse: () => void): Connection {
  const used = <T>(answer: T): T => {
    onUse();
    return answer;
  };
  return {
    exec: (argv, options) => used(connection.exec(argv, options)),
    put: (tar, remote, options) => used(connection.put(tar, remote, options)),
    get: (remote, options) => used(connection.get(remote, options)),
    loginCommand: () => used(connection.loginCommand()),
    address: () => used(connection.address()),
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}
