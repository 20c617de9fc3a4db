import { mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redrawAged } from '../../../src/app/redraw-aged.ts';
import { projectFolders } from '../../../src/contract/project-folders.ts';
import { collectNightlyBadges } from '../../../src/report/badge/collect-nightly-badges.ts';
import { drawBadges } from '../../../src/report/badge/draw-badges.ts';
import { drawView, TONIGHT } from '../../support/fleet-view.ts';

const HOUR_MS = 3_600_000;
const BEGAN = Date.parse(TONIGHT);
const badges = collectNightlyBadges(drawView({ 'ops-ssh default centos-7': '✓✓', 'ops-time default centos-7': '–✗' }), {
  maxAgeMs: 36 * HOUR_MS,
});

let base = '';
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'saltern-aged-')));
});
afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

async function draw(directory?: string): Promise<void> {
  await drawBadges({ folders: projectFolders(base), badges, directory, now: BEGAN + HOUR_MS });
}

/** Gives what was said. */
async function redrawAt(hours: number): Promise<readonly string[]> {
  const said: string[] = [];
  const services = { now: () => BEGAN + hours * HOUR_MS, tell: (line: string) => void said.push(line) };
  await redrawAged(services, { reportsDirectory: base });
  return said;
}

async function titleOf(name: string, folder = join(base, 'badges')): Promise<string | undefined> {
  return /<title>(.*)<\/title>/.exec(await readFile(join(folder, name), 'utf8'))?.[1];
}

describe('badges that have become too old', () => {
  it('are drawn as stale, for Shields too, and the others stay as they are', async () => {
    await draw();

    await redrawAt(13);

    expect(await titleOf('ops-time.svg')).toBe('Nightly Run: stale since 26 Nov 2026');
    expect(JSON.parse(await readFile(join(base, 'badges/ops-time.json'), 'utf8'))).toMatchObject({
      message: 'stale since 26 Nov 2026',
      color: 'lightgrey',
      isError: true,
    });
    expect(await titleOf('ops-ssh.svg')).toBe('Nightly Run: passing');
  });

  it('are drawn so one after the other, each in its time', async () => {
    await draw();

    const said: string[] = [];
    for (const hours of [11, 13, 35, 37]) {
      await redrawAt(hours);
      const titles = [await titleOf('ops-time.svg'), await titleOf('ops-ssh.svg')];
      said.push(titles.map((title) => title?.split(' ')[2]).join(', '));
    }

    expect(said).toEqual(['failing, passing', 'stale, passing', 'stale, passing', 'stale, stale']);
  });

  it('are drawn so wherever they were put', async () => {
    const docs = join(base, 'docs');
    await draw(docs);

    await redrawAt(37);

    expect(await titleOf('ops-ssh.svg', docs)).toBe('Nightly Run: stale since 27 Nov 2026');
  });

  it('are stale from the first where they were too old already', async () => {
    await drawBadges({ folders: projectFolders(base), badges, now: BEGAN + 40 * HOUR_MS });

    expect(await titleOf('ops-ssh.svg')).toBe('Nightly Run: stale since 27 Nov 2026');
  });

  it('say until when they hold, for programs', async () => {
    await draw();

    expect(await readFile(join(base, 'badges/ops-ssh.svg'), 'utf8')).toMatch(
      /^<svg data-saltern-expires="2026-11-27T13:30:41.500Z" xmlns=/,
    );
  });

  it('are not written again, nor looked at, where nothing is to be done', async () => {
    await draw();
    await redrawAt(13);
    const before = await stat(join(base, 'badges-drawn.ndjson'));

    await redrawAt(14);

    expect((await stat(join(base, 'badges-drawn.ndjson'))).ino).toBe(before.ino);
  });

  it('are left alone where somebody removed one, or put a picture of their own there', async () => {
    await draw();
    await rm(join(base, 'badges/ops-time.svg'));
    await writeFile(join(base, 'badges/ops-ssh.svg'), '<svg>mine</svg>');

    await redrawAt(37);

    expect(await readFile(join(base, 'badges/ops-ssh.svg'), 'utf8')).toBe('<svg>mine</svg>');
    await expect(stat(join(base, 'badges/ops-time.svg'))).rejects.toThrow('ENOENT');
    expect(await titleOf('ops-ssh-centos-7.svg')).toContain('stale');
  });

  it('that cannot be drawn stop nobody: it is said, and tried again', async () => {
    await draw();
    await rm(join(base, 'badges/ops-ssh.json'));
    await mkdir(join(base, 'badges/ops-ssh.json/x'), { recursive: true });

    const said = await redrawAt(37);
    await rm(join(base, 'badges/ops-ssh.json'), { recursive: true });
    const then = await redrawAt(37);

    expect(said).toEqual([expect.stringMatching(/^badges that are too old could not be drawn anew: .*ops-ssh\.json/)]);
    expect(then).toEqual([]);
    expect(await titleOf('ops-ssh-centos-7.svg')).toContain('stale');
  });

  it.each([
    ['nothing', ''],
    ['half a line', '{"version":1,"next":"2026-'],
    ['no text', '\u0000\u0001'],
    ['a time that is none', '{"version":1,"next":"soon"}\n'],
  ])('are not looked for where the list of them holds %s', async (_, text) => {
    await writeFile(join(base, 'badges-drawn.ndjson'), text);

    expect(await redrawAt(37)).toEqual([]);
  });

  it('are never drawn outside of where badges were, whatever the list says', async () => {
    const victim = join(base, 'precious.svg');
    await writeFile(victim, 'precious');
    const line = { folder: '.', fileName: 'precious.svg', label: 'x', message: 'x', outcome: 'pass', origin: 'newest' };
    const drawn = [
      { version: 1, next: TONIGHT },
      { ...line, expiresAt: TONIGHT },
    ];
    const climbing = { ...line, fileName: '../precious.svg', expiresAt: TONIGHT };
    await writeFile(
      join(base, 'badges-drawn.ndjson'),
      [...drawn, climbing].map((one) => `${JSON.stringify(one)}\n`).join(''),
    );

    await redrawAt(1);

    expect(await readFile(victim, 'utf8')).toBe('precious');
  });
});
