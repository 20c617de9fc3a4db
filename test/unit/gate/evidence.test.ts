import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEvidence } from '../../../src/gate/read-evidence.ts';
import { writeEvidence } from '../../../src/gate/write-evidence.ts';
import { result, snapshot, ssh7, ssh9 } from './fixtures.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'saltern-evidence-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('gives back what was written, per snapshot', async () => {
  const other = result(ssh9, { snapshot: { id: '20261101T000000', digest: 'sha256:o' } });
  const without = result(ssh7, { snapshot: undefined });

  const files = [
    await writeEvidence(directory, result(ssh9)),
    await writeEvidence(directory, other),
    await writeEvidence(directory, without),
  ];

  expect(files[0]).toBe(join(directory, snapshot.id, ssh9.name, '01RUN.json'));
  expect(await readEvidence(directory, snapshot.id)).toEqual({ evidence: [result(ssh9)], damaged: [] });
  expect((await readEvidence(directory, '20261101T000000')).evidence).toEqual([other]);
  expect((await readEvidence(directory, undefined)).evidence).toEqual([without]);
});

it('never loses a newer result to an older one that is written later', async () => {
  await writeEvidence(directory, result(ssh9, { runId: 'new', finishedAt: '2026-11-23T05:00:00.000Z' }));
  await writeEvidence(
    directory,
    result(ssh9, { runId: 'old', finishedAt: '2026-11-23T01:00:00.000Z', outcome: 'fail' }),
  );

  const { evidence } = await readEvidence(directory, snapshot.id);

  expect(evidence.map(({ runId }) => runId).sort()).toEqual(['new', 'old']);
});

it('leaves nothing half-written beside', async () => {
  await Promise.all(['a', 'b', 'c'].map((runId) => writeEvidence(directory, result(ssh9, { runId }))));

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

  const read = await readEvidence(directory, snapshot.id);

  expect(read).toEqual({
    evidence: [],
    damaged: [{ file: join(folder, 'x.json'), instance: ssh9.name, message, at: '2026-11-23T02:00:00.000Z' }],
  });
});

it('lets no name out of the directory', async () => {
  await expect(writeEvidence(directory, result(ssh9, { instance: '../../x' }))).rejects.toMatchObject({
    code: 'USAGE',
  });
  await expect(writeEvidence(directory, result(ssh9, { snapshot: { id: '..', digest: '' } }))).rejects.toMatchObject({
    code: 'USAGE',
  });
});

it('is empty where nothing was written yet', async () => {
  expect(await readEvidence(join(directory, 'nowhere'), snapshot.id)).toEqual({ evidence: [], damaged: [] });
});
