import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene, type Heard } from '../support/attack-scene.ts';
import { ODD_FILES, putOdd } from '../support/odd-files.ts';
import { passes } from '../support/pretended-project.ts';

/** A second on a calm machine; a hang takes longer than any. */
const QUICK_MS = 10_000;

const KINDS = Object.entries(ODD_FILES).map(([what, odd]) => ({ what, ...odd }));

/** Where people and other programs put files that saltern reads, and a command that reads them. */
const PLACES: readonly Place[] = [
  { where: 'the project file', file: 'saltern.yml', argv: ['list'], absent: 'a folder' },
  { where: 'the local overlay', file: 'saltern.local.yml', argv: ['list'] },
  { where: 'an overlay of the command line', file: 'more.yml', argv: ['list', '--overlay', 'more.yml'] },
  { where: 'a suite file that is included', file: 'suites/odd.yml', argv: ['list'], more: { include: 'suites/*.yml' } },
  {
    where: 'a gossfile',
    file: 'checks.yml',
    argv: ['list'],
    more: { suites: { default: { checks: 'checks.yml' } } },
  },
  {
    where: "another program's settings",
    file: 'f/kitchen.yml',
    argv: ['init', 'f'],
    files: { 'f/f/init.sls': '' },
    absent: 'a link that leads nowhere',
    // It writes what it can without it, and says so.
    code: 0,
  },
];

interface Place {
  readonly where: string;
  readonly file: string;
  readonly argv: readonly string[];
  readonly more?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
  /** What counts as no file at all. Default: nothing does. */
  readonly absent?: keyof typeof ODD_FILES;
  /** Default 2. */
  readonly code?: number;
}

describe.each(PLACES)('$where that is', ({ file, argv, more = {}, files = {}, absent = '', code = 2 }) => {
  it.each(KINDS.filter(({ what }) => what !== absent))('$what is told with its place, at once', async (odd) => {
    await using scene = await attackScene({ more, files });
    await putOdd(odd, join(scene.directory, file));
    const heard = await quickly(scene, argv);

    expect(heard.code, heard.stderr).toBe(code);
    const told = heard.stdout + heard.stderr;
    expect(told).toMatch(new RegExp(`${odd.said}|there is no file`));
    expect(told).toContain(file.split('/').at(-1));
  });
});

describe('where everything passed', () => {
  let scene: AttackScene;
  beforeAll(async () => {
    scene = await attackScene({ packages: [{ name: 'alpha' }] });
    await scene.saltern(['snapshot', 'create']);
    await scene.saltern(['test']);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  it.each(KINDS)('a result that is $what does not count as a pass, and holds nothing up', async (odd) => {
    const folder = join(scene.directory, '.saltern/evidence', await snapshotOf(scene), 'demo-default-here');
    const file = join(folder, readdirSync(folder)[0] ?? '');
    const before = readFileSync(file);
    await putOdd(odd, file);

    const heard = await quickly(scene, ['promote']);
    await putOdd({ put: async (path) => writeFileSync(path, before) }, file);

    expect([1, 3], heard.stderr).toContain(heard.code);
    expect(await scene.stable()).toBeUndefined();
  });

  it.each(KINDS.filter(({ what }) => /FIFO|socket|device|folder|itself/.test(what)))(
    'a decision that could only be logged into $what is not carried out',
    async (odd) => {
      await putOdd(odd, join(scene.directory, 'mirror/audit.ndjson'));

      const heard = await quickly(scene, ['promote']);
      rmSync(join(scene.directory, 'mirror/audit.ndjson'), { recursive: true });

      expect(heard.code, heard.stdout).not.toBe(0);
      expect(heard.stderr).toContain('audit.ndjson');
      expect(await scene.stable()).toBeUndefined();
    },
  );

  it.each(KINDS)('a gate policy that is $what opens nothing', async (odd) => {
    await putOdd(odd, join(scene.directory, 'gate.yml'));

    const heard = await quickly(scene, ['promote']);

    expect(heard.code, heard.stderr).toBe(2);
    expect(heard.stderr).toContain(odd.said);
    expect(await scene.stable()).toBeUndefined();
  });
});

describe("somebody else's file that a suite names as its checks", () => {
  it.each([
    ['a shadow file', 'root:$6$SECRET:19000:0:99999:7:::\na:SECRET:::\nb:SECRET:::\nc:SECRET:::\n'],
    ['a token', 'SECRET\nSECRET\n'],
    ['a private key', '-----BEGIN KEY-----\nSECRET\nSECRET\n-----END KEY-----\n'],
    ['variables', 'A=SECRET\nB=SECRET\n'],
  ])('is refused without a word of what it holds: %s', async (_what, text) => {
    await using scene = await attackScene({ suites: { default: { checks: 'other' } }, files: { other: text } });

    const heard = await quickly(scene, ['list']);

    expect(heard.code).toBe(2);
    expect(heard.stderr).toContain('other:1:1');
    expect(heard.stderr).not.toContain('SECRET');
  });
});

describe('include', () => {
  it.each<readonly [string, string | readonly string[], string]>([
    [
      'a folder among its matches',
      'suites/*',
      "the suite file 'suites/lib' cannot be read: it is a folder, not a file",
    ],
    ['a link that leads nowhere', 'gone/*.yml', "the suite file 'gone/a.yml' cannot be read: it is not there (ENOENT)"],
    ['nothing that matches', ['suites/a.yml', 'nope/*.yml'], "no suite file matches 'nope/*.yml' in '.'"],
    ['a walk through all processes', '/proc/**/x.yml', "'/proc/**/x.yml' leads past more than 20000 names"],
    ['more braces than anybody writes', `${'{a,b}'.repeat(20)}.yml`, 'stands for more than 100 patterns'],
    ['a name that is no UTF-8', 'latin/*.yml', 'its name is not UTF-8'],
  ])('with %s does not require less in silence', async (_what, include, said) => {
    await using scene = await attackScene();
    scene.write(
      'saltern.yml',
      `platforms: { here: { fake: { exec: host } } }\ndriver: fake\ninclude: ${JSON.stringify(include)}\n`,
    );
    scene.write('suites/a.yml', SUITE_FILE);
    mkdirSync(join(scene.directory, 'suites/lib'));
    mkdirSync(join(scene.directory, 'gone'));
    symlinkSync('nowhere', join(scene.directory, 'gone/a.yml'));
    mkdirSync(join(scene.directory, 'latin'));
    writeFileSync(Buffer.from(join(scene.directory, 'latin/f\u00fc.yml'), 'latin1'), SUITE_FILE);

    const heard = await quickly(scene, ['list']);

    expect(heard.code, heard.stdout).toBe(2);
    expect(heard.stderr).toContain(said);
    expect(heard.stderr).toMatch(/^saltern\.yml:3:\d+ {2}/m);
  });

  it('takes absolute paths, and patterns with them', async () => {
    await using scene = await attackScene();
    scene.write(
      'saltern.yml',
      `platforms: { here: { fake: { exec: host } } }\ndriver: fake\ninclude: ${scene.directory}/s*/[a-c].yml\n`,
    );
    scene.write('suites/a.yml', SUITE_FILE);

    const { code, stdout, stderr } = await quickly(scene, ['list']);

    expect(code, stderr).toBe(0);
    expect(stdout).toContain('web-default-here');
  });
});

describe('a formula that holds', () => {
  let scene: AttackScene;
  /** In a project with a snapshot, so that the gate looks at it. */
  beforeAll(async () => {
    const more = { formula: '.', 'formula-name': 'web' };
    scene = await attackScene({ packages: [{ name: 'alpha' }], more, files: { 'web/init.sls': '' } });
    await scene.saltern(['snapshot', 'create']);
  });
  afterAll(() => scene[Symbol.asyncDispose]());
  afterEach(() => rmSync(join(scene.directory, 'web/odd'), { recursive: true }));

  it.each(KINDS.filter(({ what }) => /FIFO|socket/.test(what)))(
    '$what is refused by its name, not tested without it',
    async (odd) => {
      await putOdd(odd, join(scene.directory, 'web/odd/one'));

      const heard = await quickly(scene, ['gate', 'check']);

      expect(heard.code).toBe(1);
      expect(heard.stdout).toMatch(/ERROR .*'.*web\/odd\/one' is a (FIFO|socket), which cannot be part of a formula/);
    },
  );

  it('a name that is no UTF-8 is refused by its folder', async () => {
    mkdirSync(join(scene.directory, 'web/odd'));
    writeFileSync(Buffer.from(join(scene.directory, 'web/odd/f\u00fc.sls'), 'latin1'), '');

    const heard = await quickly(scene, ['gate', 'check']);

    expect(heard.code).toBe(1);
    expect(heard.stdout).toMatch(/ERROR .*web\/odd\/f\ufffd\.sls' cannot be read: its name is not UTF-8/);
  });

  it('a hundred thousand files is refused before they are read', async () => {
    mkdirSync(join(scene.directory, 'web/odd'));
    for (let index = 0; index < 20_001; index++) writeFileSync(join(scene.directory, `web/odd/${index}`), '');

    const heard = await quickly(scene, ['gate', 'check']);

    expect(heard.code).toBe(1);
    expect(heard.stdout).toMatch(/ERROR .*web' holds more than 20000 files and folders/);
  });
});

const SUITE_FILE = `formula: none\nformula-name: web\nsuites: { default: ${JSON.stringify(passes)} }\n`;

async function quickly(scene: AttackScene, argv: readonly string[]): Promise<Heard> {
  const startedAt = performance.now();
  const heard = await scene.saltern(argv);
  expect(performance.now() - startedAt).toBeLessThan(QUICK_MS);
  expect(heard.stderr).not.toContain('defect of saltern');
  return heard;
}

async function snapshotOf(scene: AttackScene): Promise<string> {
  const { stdout } = await scene.saltern(['snapshot', 'list', '--json']);
  return /"id": "([^"]+)"/.exec(stdout)?.[1] ?? '';
}
