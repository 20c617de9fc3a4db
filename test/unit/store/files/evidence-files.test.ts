import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EvidenceRecords } from '../../../../src/contract/store.ts';
import { evidenceFiles } from '../../../../src/store/files/evidence-files.ts';
import { result, snapshot, ssh7, ssh9 } from '../../gate/fixtures.ts';

let directory: string;
let records: EvidenceRecords;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'saltern-evidence-'));
  records = evidenceFiles({ evidence: directory, locks: join(directory, '.locks') });
});
afterEach(() => rm(directory, { recursive: true }));

it('has a file of its own for each run, and leaves nothing half-written beside', async () => {
  await Promise.all(['a', 'b', 'c'].map((runId) => records.add(result(ssh9, { runId }))));

  expect((await readdir(join(directory, snapshot.id, ssh9.name))).sort()).toEqual([
    expect.stringMatching(/^000001-[abc]\.json$/),
    expect.stringMatching(/^000002-[abc]\.json$/),
    expect.stringMatching(/^000003-[abc]\.json$/),
  ]);
});

it.each([
  ['is cut off', JSON.stringify(result(ssh9)).slice(0, -20), 'it is not whole JSON'],
  ['lacks a field', '{"version":1}', expect.stringContaining('number')],
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

  const read = await records.ofSnapshot(snapshot.id);

  expect(read).toEqual({
    evidence: [],
    damaged: [{ file: join(folder, 'x.json'), instance: ssh9.name, message, number: undefined }],
    lost: [],
  });
});

it('takes the newest that can be read where a newer one is damaged', async () => {
  await records.add(result(ssh9, { runId: '1' }));
  await records.add(result(ssh9, { runId: '2' }));
  await writeFile(join(directory, snapshot.id, ssh9.name, '000003-3.json'), '{');

  expect(await records.newest()).toMatchObject([{ number: 2, runId: '2' }]);
});

it('is not disturbed by stray files, and never takes what cannot be read for empty', async () => {
  await records.add(result(ssh9));
  await writeFile(join(directory, snapshot.id, 'notes.txt'), '');
  await writeFile(join(directory, 'notes.txt'), '');

  expect((await records.ofSnapshot(snapshot.id)).evidence).toMatchObject([{ instance: ssh9.name }]);
  expect(await records.newest()).toMatchObject([{ instance: ssh9.name }]);

  await symlink('loop', join(directory, 'loop'));
  await expect(records.ofSnapshot('loop')).rejects.toMatchObject({ code: 'EVIDENCE_DAMAGED' });
});

it('counts on where the counter was lost, set back or spoilt', async () => {
  const counter = join(directory, '.counters', ssh9.name);
  await records.add(result(ssh9, { runId: 'a' }));
  await records.add(result(ssh9, { runId: 'b', snapshot: { id: '20261122T013000', digest: 'sha256:o' } }));
  await rm(counter);
  await records.add(result(ssh9, { runId: 'c' }));
  await writeFile(counter, '1\n');
  await records.add(result(ssh9, { runId: 'd' }));
  await writeFile(counter, 'x');

  await records.add(result(ssh9, { runId: 'e' }));

  const { evidence, lost } = await records.ofSnapshot(snapshot.id);
  expect(evidence.map(({ number, runId }) => `${number} ${runId}`).sort()).toEqual(['1 a', '3 c', '4 d', '5 e']);
  expect(lost).toEqual([]);
});

it('names the newest result that is gone, and none that lies with another snapshot', async () => {
  const other = { id: '20261122T013000', digest: 'sha256:o' };
  for (const runId of ['a', 'b', 'c']) await records.add(result(ssh9, { runId }));
  await records.add(result(ssh9, { runId: 'd', snapshot: other }));
  const before = await records.ofSnapshot(snapshot.id);

  await rm(join(directory, snapshot.id, ssh9.name, '000002-b.json'));
  await rm(join(directory, snapshot.id, ssh9.name, '000003-c.json'));

  expect(before.lost).toEqual([]);
  expect((await records.ofSnapshot(snapshot.id)).lost).toEqual([{ instance: ssh9.name, number: 3 }]);
});

it('gives each of several processes a number of its own', async () => {
  const script = `
    import { evidenceFiles } from ${JSON.stringify(new URL('../../../../src/store/files/evidence-files.ts', import.meta.url).href)};
    const [directory, result] = process.argv.slice(1);
    const records = evidenceFiles({ evidence: directory, locks: directory + '/.locks' });
    for (let n = 0; n < 10; n++) await records.add({ ...JSON.parse(result), runId: process.pid + '-' + n });`;
  const argv = ['--input-type=module', '--eval', script, directory, JSON.stringify(result(ssh9))];

  await Promise.all([execa(process.execPath, argv), execa(process.execPath, argv)]);

  const { evidence, lost } = await records.ofSnapshot(snapshot.id);
  expect(evidence.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
  expect(lost).toEqual([]);
});

it('finds the results of the same content under another id', async () => {
  const old = { id: '20261122T013000', digest: snapshot.digest };
  const other = { id: '20261121T013000', digest: 'sha256:o' };
  await records.add(result(ssh9, { snapshot: old, outcome: 'fail' }));
  await records.add(result(ssh9, { snapshot: other }));

  const { evidence } = await records.ofSnapshot(snapshot.id, snapshot.digest);

  expect(evidence).toMatchObject([{ snapshot: old, outcome: 'fail' }]);
});

it('takes another snapshot of which nothing can be read for one of the same content', async () => {
  const old = { id: '20261122T013000', digest: snapshot.digest };
  await records.add(result(ssh9, { runId: 'a', snapshot: old }));
  await writeFile(join(directory, old.id, ssh9.name, '000001-a.json'), '{');

  const { damaged } = await records.ofSnapshot(snapshot.id, snapshot.digest);

  expect(damaged).toMatchObject([{ instance: ssh9.name, number: 1 }]);
});

it('lets no name out of the directory', async () => {
  await expect(records.add(result(ssh9, { instance: '../../x' }))).rejects.toMatchObject({ code: 'USAGE' });
  await expect(records.add(result(ssh9, { snapshot: { id: '..', digest: '' } }))).rejects.toMatchObject({
    code: 'USAGE',
  });
});
