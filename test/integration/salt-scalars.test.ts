import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadProject } from '../../src/config/load-project.ts';
import type { ProjectInstance } from '../../src/config/project.ts';
import type { InstancePlan, PillarPlan } from '../../src/contract/plan.ts';
import { saltData } from '../support/salt-data.ts';
import { loadOptions, projectFolder } from '../unit/config/project-folder.ts';
import { startSaltInstance, type SaltInstance } from './salt-instance.ts';

/**
 * The table says what Salt makes of a scalar in a pillar file; how it is shown on this machine is tested against the
 * table, and here the table is tested against Salt. What a suite holds itself must mean the same to Salt. Written anew by
 * `vitest run --project real -u test/integration/salt-scalars.test.ts`.
 */
const FIXTURES = join(import.meta.dirname, '../fixtures');
const TABLE = join(FIXTURES, 'salt-scalars.json');
const SCRIPT = join(import.meta.dirname, 'salt-scalars.py');
const PYTHON = '/opt/saltern/salt/bin/python3';

const tableSchema = z.object({ values: z.record(z.string(), z.json()) });

const HEADER =
  'What Salt makes of the scalars in salt-scalars.txt: as values, as keys, or why it refuses them. Numbers that JSON or ' +
  'JavaScript would not hand on as they are stand as { int } or { float }, written as Python does. ' +
  'Made by: vitest run --project real -u test/integration/salt-scalars.test.ts';

function pickData(instance: ProjectInstance | undefined): Partial<InstancePlan> {
  return instance === undefined ? {} : { pillar: instance.pillar, grains: instance.grains, minion: instance.minion };
}

function indent(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by)).replace(/\n*$/, '\n');
}

const RELEASES = [
  { el: 'el9', version: '3007.15' },
  { el: 'el8', version: '3006.28' },
] as const;

describe.each(RELEASES)('scalars in a pillar file, Salt $version on the $el stand-in', ({ el, version }) => {
  let guest: SaltInstance;

  beforeAll(async () => {
    guest = await startSaltInstance(el, version);
    await guest.write({ 'demo/init.sls': 'fine:\n  test.nop: []\n' });
  });

  afterAll(async () => {
    await guest?.[Symbol.asyncDispose]();
  });

  it('are read as the table says', async () => {
    const scalars = ['', ...(await readLines('salt-scalars.txt'))];
    const written = await readLines('salt-scalar-keys.txt');
    const refusals = await askRefused(scalars.map((scalar) => `value: ${scalar}\n`));
    const accepted = scalars.filter((_, at) => refusals[at] === null);

    const values = await askFile(accepted.map((scalar, at) => `v${at}: ${scalar}\n`).join(''), 'json');
    const keys = await askFile(written.map((key, at) => `v${at}:\n  ${key}: x\n`).join(''), 'raw');

    const table = {
      '//': HEADER,
      values: Object.fromEntries(accepted.map((scalar, at) => [scalar, values[`v${at}`]])),
      keys: Object.fromEntries(written.map((key, at) => [key, keys[`v${at}`]])),
      refused: Object.fromEntries(
        scalars.flatMap((scalar, at) => (refusals[at] === null ? [] : [[scalar, refusals[at]]])),
      ),
    };
    expect(Object.keys(values)).toHaveLength(accepted.length);
    await expect(`${JSON.stringify(table, null, 2)}\n`).toMatchFileSnapshot(TABLE);
  });

  it('are the same in pillar, grains and minion configuration that the suite holds itself', async () => {
    const block = `\n${indent(await writeData(), 8)}`;
    const flow = ` ${await writeFlow()}\n`;

    const asBlock = await askWritten(`\n      data:${block}`, block);
    const asFlow = await askWritten(` { data:${flow.trimEnd()} }\n`, flow);

    for (const { file, decoded, ...inline } of [asBlock, asFlow]) {
      expect(Object.keys(file ?? {}).length).toBeGreaterThan(200);
      expect(inline).toEqual({ pillar: file, grains: decoded, minion: file });
    }
  });

  it('are the same where several files say something, and where an alias leads out of the data', async () => {
    const block = `\n${indent(await writeData(), 8)}`;
    const overlay = 'suites: { default: { pillar: { more: 1 }, grains: { more: 1 }, minion: { more: 1 } } }\n';

    const merged = await askWritten(`\n      data:${block}`, block, { overlay });
    const anchored = await askWritten(' { data: *data }\n', block, { before: `x-data: &data${block}` });

    for (const { file, decoded, ...inline } of [merged, anchored]) {
      expect(inline).toEqual({ pillar: file, grains: decoded, minion: file });
    }
  });

  /** Every scalar and every key that Salt takes, as a block map that is not indented. */
  async function writeData(): Promise<string> {
    const { values } = tableSchema.parse(JSON.parse(await readFile(TABLE, 'utf8')));
    const keys = await readLines('salt-scalar-keys.txt');
    return [
      ...Object.keys(values).map((scalar, at) => `v${at}: ${scalar}`),
      ...keys.map((key, at) => `k${at}:\n  ${key}: x`),
      'text: |+\n  as it is\n\n',
      'folded: >-\n  a\n  b',
      'lines: one\n  two',
      'bytes: !!binary |\n  aGVs\n  bG8=',
      'set: !!set { a, b }',
      'base: &base { 2: one, yes: 2 }',
      'merged: { <<: *base, 3: three }',
      'again: *base',
    ].join('\n');
  }

  /** Those that may stand in a flow, as one. */
  async function writeFlow(): Promise<string> {
    const { values } = tableSchema.parse(JSON.parse(await readFile(TABLE, 'utf8')));
    const fit = Object.keys(values).filter((scalar) => /^[\w.+~'"-]+$/.test(scalar));
    return `{ ${fit.map((scalar, at) => `v${at}: ${scalar}`).join(',\n      ')} }`;
  }

  /**
   * What Salt makes of `data` as it stands in a project file, three times, and of the same text in a file that its own
   * loader reads; as Python writes it.
   */
  async function askWritten(
    said: string,
    data: string,
    { overlay = '{}', before = '' } = {},
  ): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
    const start = `${before}formula: formulas/ops-ssh\nplatforms: [centos-7]\nsuites:\n  default:\n`;
    await using folder = await projectFolder({
      'saltern.yml': `${start}    pillar:${said}    grains:${said}    minion:${said}`,
      'saltern.local.yml': overlay,
    });
    const { instances } = await loadProject(loadOptions(folder));
    const { session } = await guest.open(pickData(instances[0]));
    await session[Symbol.asyncDispose]();
    return z.record(z.string(), z.record(z.string(), z.string())).parse(await runScript('written', `data:${data}`));
  }

  /** No scalar begins with `#`. */
  async function readLines(file: string): Promise<readonly string[]> {
    return (await readFile(join(FIXTURES, file), 'utf8')).split('\n').filter((line) => !/^(#|$)/.test(line));
  }

  async function askRefused(documents: readonly string[]): Promise<readonly (string | null)[]> {
    return z.array(z.string().nullable()).parse(await runScript('refused', JSON.stringify(documents)));
  }

  async function askFile(text: string, outputter: 'json' | 'raw') {
    await guest.write({ 'scalars.sls': text });
    const files = { 'scalars.sls': join(guest.root, 'scalars.sls') };
    return askPillar({ directories: [], inline: saltData(), files }, outputter);
  }

  /** What `pillar.items` gives. */
  async function askPillar(pillar: PillarPlan, outputter: 'json' | 'raw'): Promise<Readonly<Record<string, unknown>>> {
    const { session } = await guest.open({ pillar });
    await session[Symbol.asyncDispose]();
    const call = ['salt-call', '--config-dir', '/var/lib/saltern/etc', '--local', '--out', outputter, 'pillar.items'];
    const { stdout, stderr, code } = await guest.connection.exec(call);
    expect(code, stderr).toBe(0);
    return z.record(z.string(), z.unknown()).parse(await runScript(outputter, stdout));
  }

  async function runScript(argument: string, stdin: string): Promise<unknown> {
    const script = await readFile(SCRIPT, 'utf8');
    const { stdout, stderr, code } = await guest.connection.exec([PYTHON, '-c', script, argument], { stdin });
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout);
  }
});
