import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishMetrics } from '../../../src/app/publish-metrics.ts';
import { drawView } from '../../support/fleet-view.ts';

const view = drawView({ 'ops-ssh default centos-7': '✓' });

let folder = '';
const said: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saltern-metrics-'));
  said.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function publish(file: string | undefined): Promise<string | undefined> {
  const services = { tell: (line: string) => void said.push(line) };
  const metrics = file === undefined ? undefined : { file: join(folder, file) };
  return await publishMetrics(services, { project: { metrics }, view });
}

describe('the file for monitoring', () => {
  it('is there whole, for everybody to read, with nothing beside it', async () => {
    const before = process.umask(0o077);
    const file = await publish('textfile/saltern.prom').finally(() => process.umask(before));

    expect(file).toBe(join(folder, 'textfile/saltern.prom'));
    expect(readFileSync(join(folder, 'textfile/saltern.prom'), 'utf8')).toMatch(/^# TYPE saltern_[\s\S]*\n# EOF\n$/);
    expect(statSync(join(folder, 'textfile/saltern.prom')).mode & 0o777).toBe(0o644);
    expect(readdirSync(join(folder, 'textfile'))).toEqual(['saltern.prom']);
  });

  it('takes the place of an earlier one, which whoever reads it still has whole', async () => {
    writeFileSync(join(folder, 'saltern.prom'), 'earlier\n', { mode: 0o600 });
    const before = statSync(join(folder, 'saltern.prom'));

    await publish('saltern.prom');

    expect(statSync(join(folder, 'saltern.prom')).ino).not.toBe(before.ino);
    expect(statSync(join(folder, 'saltern.prom')).mode & 0o777).toBe(0o644);
  });

  it('is not written where the project names none, and nobody is told', async () => {
    expect(await publish(undefined)).toBeUndefined();
    expect(said).toEqual([]);
  });

  it('stays as it was where there is no history, which is said', async () => {
    writeFileSync(join(folder, 'saltern.prom'), 'earlier\n');

    const services = { tell: (line: string) => void said.push(line) };
    await publishMetrics(services, { project: { metrics: { file: join(folder, 'saltern.prom') } }, view: undefined });

    expect(readFileSync(join(folder, 'saltern.prom'), 'utf8')).toBe('earlier\n');
    expect(said).toEqual([`'${join(folder, 'saltern.prom')}' was not written: there is no history to tell of`]);
  });

  it('that cannot be written is named, with what to do', async () => {
    writeFileSync(join(folder, 'textfile'), 'in the way');

    await expect(publish('textfile/saltern.prom')).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining(`'${join(folder, 'textfile/saltern.prom')}' could not be written: `),
      hint: "See that it can be written there, or name another file with 'metrics:'.",
    });
  });
});
