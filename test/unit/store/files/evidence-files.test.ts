import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EvidenceRecords } from '../../../../src/contract/store.ts';
import { evidenceFiles } from '../../../../src/store/files/evidence-files.ts';
import { result, snapshot, ssh7, ssh9 } from '../../gate/fixtures.ts';

let directory: string;
let records: EvidenceRecords;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'saltern-evidence-'));
  records = evidenceFiles(directory);
});
afterEach(() => rm(directory, { recursive: true }));

it('has a file of its own for each run, and leaves nothing half-written beside', async () => {
  await Promise.all(['a', 'b', 'c'].map((runId) => records.add(result(ssh9, { runId }))));

  expect((await readdir(join(directory, snapshot.id, ssh9.name))).sort()).toEqual(['a.json', 'b.json', 'c.json']);
});

it.each([
  ['is cut off', JSON.stringify(result(ssh9)).slice(0, -20), 'it is not whole JSON'],
  ['lacks a field', '{"version":1}', expect.stringContaining('runId')],
  ['is empty', '', 'it is not whole JSON'],
  ['is the result of another instance', JSON.stringify(result(ssh7)), `it is the result of '${ssh7.name}'`],
  [
    'has an outcome nobody knows',
    JSON.stringify({ ...result(ssh9), outcome: 'PASS' }),
    expect.stringContaining('outcome'),
  ],
])('reports a file that %s', async (_, text, message) => {
  const folder = join(directory, snapshot.id, ssh9.name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'x.json'), text);
  await utimes(join(folder, 'x.json'), new Date(0), new Date('2026-11-23T02:00:00Z'));

  const read = await records.ofSnapshot(snapshot.id);

  expect(read).toEqual({
    evidence: [],
    damaged: [{ file: join(folder, 'x.json'), instance: ssh9.name, message, at: '2026-11-23T02:00:00.000Z' }],
  });
});

it('takes the newest that can be read where a newer one is damaged', async () => {
  await records.add(result(ssh9, { runId: '1' }));
  await records.add(result(ssh9, { runId: '2' }));
  await writeFile(join(directory, snapshot.id, ssh9.name, '3.json'), '{');

  expect(await records.newest()).toEqual([result(ssh9, { runId: '2' })]);
});

it('is not disturbed by stray files, and never takes what cannot be read for empty', async () => {
  await records.add(result(ssh9));
  await writeFile(join(directory, snapshot.id, 'notes.txt'), '');
  await writeFile(join(directory, 'notes.txt'), '');

  expect((await records.ofSnapshot(snapshot.id)).evidence).toEqual([result(ssh9)]);
  expect(await records.newest()).toEqual([result(ssh9)]);

  await symlink('loop', join(directory, 'loop'));
  await expect(records.ofSnapshot('loop')).rejects.toMatchObject({ code: 'ELOOP' });
});

it('lets no name out of the directory', async () => {
  await expect(records.add(result(ssh9, { instance: '../../x' }))).rejects.toMatchObject({ code: 'USAGE' });
  await expect(records.add(result(ssh9, { snapshot: { id: '..', digest: '' } }))).rejects.toMatchObject({
    code: 'USAGE',
  });
});
