import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isObject } from '../../src/base/json/json-value.ts';
import type { PillarPlan } from '../../src/contract/plan.ts';
import { startSaltInstance, type SaltInstance } from './salt-instance.ts';

/**
 * The table says what Salt makes of a scalar in a pillar file. Inline pillar must give the same, and how it is read on
 * this machine is tested against the table; here the table is tested against Salt. Written anew by
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

  it('are the same in a pillar that the suite holds itself, where JSON can hold them', async () => {
    const { values } = tableSchema.parse(JSON.parse(await readFile(TABLE, 'utf8')));
    const inline = Object.fromEntries(Object.entries(values).filter(([, value]) => !isObject(value)));

    const read = await askPillar({ directories: [], inline, files: {} }, 'json');

    expect(Object.keys(inline).length).toBeGreaterThan(300);
    expect(read).toEqual(inline);
  });

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
    return askPillar({ directories: [], inline: {}, files }, outputter);
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
