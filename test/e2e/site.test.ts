import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { fails, passes } from '../support/pretended-project.ts';
import { attributeOf, readPage } from '../support/read-page.ts';

let scene: AttackScene;
beforeEach(async () => {
  const here = () => ({ fake: { exec: 'host' } });
  scene = await attackScene({
    suites: { default: passes, broken: fails },
    more: { name: 'fleet', 'formula-name': 'my_demo', platforms: { 'centos-7': here(), 'centos-stream-9': here() } },
  });
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
});

/** What a page says on one line. */
function readText(path: string): string {
  return readPage(scene.read(path)).text;
}

/** Where the links of a page lead whose text or name is like this. */
function follow(path: string, isLike: RegExp): readonly string[] {
  return readPage(scene.read(path))
    .elements.filter((element) => isLike.test(attributeOf(element, 'aria-label') ?? ''))
    .flatMap((element) => attributeOf(element, 'href') ?? [])
    .map((href) => posix.join(posix.dirname(path), href));
}

describe('saltern site', () => {
  it('says what is red, and leads from there to its cause and its log', async () => {
    await scene.saltern(['test']);

    const { code, stdout } = await scene.saltern(['site']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^\.saltern\/site\/index\.html: \d+ files written\n$/);
    expect(readText('.saltern/site/index.html')).toContain('No night yet: 2 of 4 instances are red');
    const [cause = ''] = follow('.saltern/site/index.html', /^my_demo-broken-centos-7: failed/);
    expect(readText(cause)).toContain('✗ failed: check command false exit-status: expected 0, got 1');
    expect(readText(cause)).toContain('What failed first ✗ check command false exit-status');
    expect(readText(cause)).toMatch(/again saltern test my_demo-broken-centos-7/);
    const log = /href="([^"]*\.log\.txt)"/.exec(scene.read(cause))?.[1] ?? '';
    expect(scene.read(posix.join(posix.dirname(cause), log))).toContain('exit-status');
  });

  it('says as JSON where the first page is, and writes wherever it is told', async () => {
    await scene.saltern(['test']);

    const { stdout } = await scene.saltern(['site', '--output', 'out/pages', '--json']);

    const said: unknown = JSON.parse(stdout);
    expect(said).toEqual({ file: join(scene.directory, 'out/pages/index.html'), pages: expect.any(Number) });
    expect(existsSync(join(scene.directory, '.saltern/site'))).toBe(false);
    expect(JSON.parse(scene.read('out/pages/fleet.json'))).toMatchObject({
      project: 'fleet',
      instances: { length: 4 },
    });
  });

  it('writes into the folder that the project names, and leaves out what is there', async () => {
    scene.write('saltern.yml', `${scene.read('saltern.yml')}site: { directory: public, url: 'https://ci.example/' }\n`);
    await scene.saltern(['test']);
    const first = await scene.saltern(['site', '--json']);

    const second = await scene.saltern(['site', '--json']);

    expect(readdirSync(join(scene.directory, 'public')).toSorted()).toContain('index.html');
    const pages = [first, second].map(({ stdout }) => /"pages": (\d+)/.exec(stdout)?.[1]);
    expect(Number(pages[1])).toBeLessThanOrEqual(Number(pages[0]));
  });

  it('says what to do where nothing was run yet', async () => {
    const { code, stderr } = await scene.saltern(['site']);

    expect(code).toBe(2);
    expect(stderr).toContain('There is no history to make pages of');
    expect(stderr).toContain('hint: Run `saltern test` or `saltern nightly` first');
  });

  it('writes into no folder that holds anything else', async () => {
    await scene.saltern(['test']);
    mkdirSync(join(scene.directory, 'mine'));
    writeFileSync(join(scene.directory, 'mine/index.html'), 'mine');

    const { code, stderr } = await scene.saltern(['site', '--output', 'mine']);

    expect(code).toBe(2);
    expect(stderr).toContain('holds files, and no pages of saltern');
    expect(scene.read('mine/index.html')).toBe('mine');
  });

  it.each([
    ['a number for a folder', 'site: { directory: [] }', "'directory'"],
    ['an address that is none', 'site: { url: somewhere }', 'a URL such as https://ci.example/saltern'],
    ['a key that is misspelt', 'site: { folder: x }', "unknown key 'folder'"],
  ])('refuses %s', async (_title, text, said) => {
    scene.write('saltern.yml', `${scene.read('saltern.yml')}${text}\n`);

    const { code, stderr } = await scene.saltern(['site']);

    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});
