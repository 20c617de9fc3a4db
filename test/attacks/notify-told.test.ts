import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toldSchema } from '../../src/report/notify/news.ts';
import { hookServer } from '../support/hook-server.ts';
import { notifyProject } from '../support/notify-project.ts';

/** What may have become of the file that says what was told. */
const DAMAGES: readonly (readonly [string, (file: string) => void])[] = [
  ['is half written', (file) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40))],
  ['is empty', (file) => writeFileSync(file, '')],
  ['is not JSON', (file) => writeFileSync(file, '\u0000\u0001 <html>')],
  [
    'is of another version',
    (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('"version": 1', '"version": 2')),
  ],
  ['is a list', (file) => writeFileSync(file, '[]')],
  [
    'has a message of nobody',
    (file) => writeFileSync(file, '{"version":1,"outbox":[{"message":{},"nights":0,"refusals":0}],"dropped":{}}'),
  ],
  ['is no text', (file) => writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00]))],
  [
    'is a pipe',
    (file) => {
      rmSync(file);
      execFileSync('mkfifo', [file]);
    },
  ],
  [
    'leads nowhere',
    (file) => {
      rmSync(file);
      symlinkSync('/no/such/file', file);
    },
  ],
];

describe('what was told, in a file that', () => {
  it.each(DAMAGES)('%s: people are told how things stand, once, and it is whole again', async (_, damage) => {
    await using hooks = await hookServer();
    const scene = await notifyProject({ receivers: { hook: { webhook: { url: hooks.url } } } });
    await scene.tell({ night: 1 });
    damage(scene.toldFile);

    const told = await scene.tell({ night: 2, outcomes: { 'ops-time': 'fail' } });
    const again = await scene.tell({ night: 3, outcomes: { 'ops-time': 'fail' } });

    expect(told.map(({ about, outcome }) => `${about} ${outcome}`)).toEqual(['state fleet sent']);
    expect(again).toEqual([]);
    expect(toldSchema.safeParse(JSON.parse(readFileSync(scene.toldFile, 'utf8'))).success).toBe(true);
  });

  it('is a folder: the night goes on, and says so', async () => {
    await using hooks = await hookServer();
    const scene = await notifyProject({ receivers: { hook: { webhook: { url: hooks.url } } } });
    mkdirSync(scene.toldFile, { recursive: true });

    const told = await scene.tell({ night: 1 });

    expect(told.map(({ outcome }) => outcome)).toEqual(['sent']);
    expect(scene.app.said.stderr).toContain('what was told before is not known');
  });
});
