import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { attackScene, type AttackScene, type Heard } from '../support/attack-scene.ts';
import { canariesBelow, canariesIn } from '../support/find-canaries.ts';

const PEM =
  '-----BEGIN CANARY KEY-----\nMIIBVgIBADANBgkqhkiG9w0BAQEF\nYx2eqzDV+xeG8kx/sQFV18S5JhzG\n-----END CANARY KEY-----\n';

/** Values of shapes that are easily overlooked. */
const SHAPES: Readonly<Record<string, string>> = {
  'a key of several lines': PEM,
  'signs of XML': `<b>&"canary'</b>`,
  'an entity already': '&lt;canary&amp;',
  'signs of regular expressions': String.raw`^(canary|.*)[a-z]+\d{2,}$`,
  "a shell's signs": '$(canary) `x` "$HOME" \'y\' \\',
  'signs of JSON': '{"canary": ["a\\b", "\\u0041"]}',
  unicode: 'kanárek-日本-🔑',
  short: 'qX7!',
  digits: '48151623',
  'spaces at its ends': '  canary in spaces  ',
  colours: '\u001b[31mcanary\u001b[0m',
  'base64 already': 'Y2FuYXJ5IGNhbmFyeQ==',
  'a URL': 'https://user:canary@host/?a=b&c=d%20e',
};

/** Holds the value of the test that runs. */
const FILE = join(mkdtempSync(join(tmpdir(), 'saltern-canary-')), 'value');

/** Prints the value to stdout and stderr, in ways of its own, and fails. */
const SHOUT = [
  `CANARY=$(cat ${FILE})`,
  'printf "plain %s end\\n" "$CANARY"',
  'printf "%s" "$CANARY" | sed "s/^/    /" >&2',
  'printf "%s" "$CANARY" | base64 -w 30',
  'printf "%s\\n" "$CANARY" | base64 -w 0; echo',
  'printf "user:%s" "$CANARY" | base64 -w 0',
  'printf "%s" "$CANARY" | od -An -tx1 | tr -d " \\n"',
  'exit 3',
].join('; ');

async function findCanary(scene: AttackScene, canary: string, heard: readonly Heard[]): Promise<readonly string[]> {
  const canaries = { canary };
  return [
    ...heard.flatMap(({ stdout, stderr }) => canariesIn(stdout + stderr, canaries)),
    ...(await canariesBelow(`${scene.directory}/.saltern`, canaries)),
  ];
}

describe.each(Object.entries(SHAPES))('a secret of the environment with %s', (_, canary) => {
  it('is shown by no verb and stands in no file, though checks print it and compare with it, and hooks print it', async () => {
    writeFileSync(FILE, canary);
    await using scene = await attackScene({
      suites: {
        default: {
          hooks: [{ after: 'create', run: `(${SHOUT}) || true` }],
          checks: {
            command: {
              [SHOUT]: { 'exit-status': 0, stdout: ['nowhere', canary], stderr: { equal: canary } },
              [`echo ${JSON.stringify(canary).length}`]: { 'exit-status': 0, stdout: { equal: canary } },
            },
          },
        },
      },
      more: { secrets: { environment: ['CANARY'] } },
    });
    const run = (...argv: readonly string[]) => scene.saltern(argv, { environment: { CANARY: canary } });

    const tested = await run('test');
    const heard = [
      tested,
      await run('--json', 'verify'),
      await run('logs', 'demo-default-here'),
      await run('config', 'show', 'demo-default-here', '--all'),
      await run('--json', 'config', 'show', 'demo-default-here'),
    ];

    expect(tested.code).toBe(1);
    expect(tested.stdout).toContain('••••');
    expect(await findCanary(scene, canary, heard)).toEqual([]);
  });
});

describe('a secret of the pillar', () => {
  it.each<[string, object]>([
    [
      'that a key of the suite names',
      { pillar: { db: { password: 'canary-word' } }, secrets: { pillar: ['db:password'] } },
    ],
    ['that a glob names', { pillar: { db: { password: 'canary-word' } }, secrets: { pillar: ['*:pass*'] } }],
    ['of a file that is named', { 'pillar-files': { 's.sls': 'p.sls' }, secrets: { files: ['s.sls'] } }],
    ['of a file, by its key', { 'pillar-files': { 's.sls': 'p.sls' }, secrets: { pillar: ['db:password'] } }],
    ['of a folder', { 'pillar-directories': ['pillar'], secrets: { files: ['sub/*.sls'] } }],
    [
      'that no loader can read, as a template',
      { 'pillar-files': { 's.sls': 'jinja.sls' }, secrets: { files: ['*.sls'] } },
    ],
    ['of another suite', { 'pillar-files': {}, tags: ['canary-word'] }],
  ])('%s is not shown', async (_, suite) => {
    const check = { command: { 'echo "it is canary-word"; exit 1': { 'exit-status': 0, stdout: ['canary-word'] } } };
    await using scene = await attackScene({
      suites: {
        default: { ...suite, checks: check },
        other: { pillar: { x: 'canary-word' }, secrets: { pillar: ['x'] }, checks: check },
      },
      files: {
        'p.sls': 'db:\n  password: canary-word\n',
        'pillar/sub/one.sls': 'a: [canary-word]\n',
        'jinja.sls': '#!jinja|yaml\n{% if true %}\na: "canary-word"\n{% endif %}\n',
      },
    });

    const heard = [
      await scene.saltern(['test']),
      await scene.saltern(['config', 'show', 'demo-default-here', '--json']),
      await scene.saltern(['logs', 'demo-default-here']),
    ];

    expect(heard[0]?.code).toBe(1);
    expect(await findCanary(scene, 'canary-word', heard)).toEqual([]);
  });
});

describe('trouble does not say what is secret', () => {
  const SECRET = { secrets: { environment: ['CANARY'] } };
  const environment = { CANARY: 'canary-word' };

  it.each<[string, object, readonly string[], number]>([
    [
      'a hook in the guest that fails',
      { hooks: [{ before: 'verify', run: 'echo canary-word >&2; exit 7' }] },
      ['test'],
      3,
    ],
    [
      'a hook on this machine that fails',
      { hooks: [{ before: 'verify', on: 'host', run: 'echo "$CANARY"; exit 7' }] },
      ['test'],
      3,
    ],
    ['a file that is not there', { hooks: [], 'pillar-files': { 's.sls': 'canary-word.sls' } }, ['test'], 2],
    ['the same as JSON', { 'pillar-files': { 's.sls': 'canary-word.sls' } }, ['test', '--json'], 2],
    ['the same with causes', { 'pillar-files': { 's.sls': 'canary-word.sls' } }, ['test', '--debug'], 2],
    ['a key that is unknown', { 'canary-word': 1 }, ['test'], 2],
    ['a name that no instance has', {}, ['test', 'canary-word'], 2],
  ])('%s', async (_, suite, argv, code) => {
    await using scene = await attackScene({
      suites: { default: { checks: { command: { true: { 'exit-status': 0 } } }, ...suite } },
      more: SECRET,
    });

    const heard = await scene.saltern(argv, { environment });

    expect(heard.code).toBe(code);
    expect(heard.stdout + heard.stderr).toContain('••••');
    expect(canariesIn(heard.stdout + heard.stderr, { canary: 'canary-word' })).toEqual([]);
  });
});

describe('what is secret leaves its mark nevertheless', () => {
  const project = (password: string): string =>
    stringify({
      formula: 'none',
      'formula-name': 'demo',
      driver: 'fake',
      salt: { from: 'image' },
      platforms: { here: { fake: { exec: 'host' } } },
      secrets: { pillar: ['db'] },
      suites: { default: { pillar: { db: password }, checks: { command: { true: { 'exit-status': 0 } } } } },
    });

  it('evidence of one value is no evidence of another, and is the same for the same', async () => {
    await using scene = await attackScene();
    const digests: string[] = [];
    for (const password of ['first-secret', 'second-secret', 'first-secret']) {
      scene.write('saltern.yml', project(password));
      const { stdout } = await scene.saltern(['test', '--json']);
      digests.push(/"suiteDigest": "(sha256:[0-9a-f]{64})"/.exec(stdout)?.[1] ?? stdout);
    }

    expect(digests[0]).toMatch(/^sha256:/);
    expect(digests[1]).not.toBe(digests[0]);
    expect(digests[2]).toBe(digests[0]);
  });

  it('the verdict on a check is that of the true value, not of dots', async () => {
    await using scene = await attackScene({
      suites: {
        default: {
          checks: { command: { 'echo canary-word': { 'exit-status': 0, stdout: { equal: 'canary-word\n' } } } },
        },
      },
      more: { secrets: { environment: ['CANARY'] } },
    });

    const { code } = await scene.saltern(['test'], { environment: { CANARY: 'canary-word' } });

    expect(code).toBe(0);
  });

  it('an instance whose settings hold another secret is made anew, and neither is told', async () => {
    await using scene = await attackScene({
      more: {
        secrets: { environment: ['CANARY'] },
        platforms: { here: { fake: { exec: 'host', image: 'of-${CANARY}' } } },
      },
    });
    const run = (canary: string) => scene.saltern(['converge'], { environment: { CANARY: canary } });

    await run('canary-word');
    const again = await run('canary-word');
    const other = await run('canary-other');

    expect(again.stdout).not.toContain('remade');
    expect(other.stdout).toContain('remade');
    expect(canariesIn(other.stdout + again.stdout, { canary: 'canary-' })).toEqual([]);
  });
});
