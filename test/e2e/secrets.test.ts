import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { openHistoryAt } from '../../src/store/history/index.ts';
import { e2eProject, ROOT, type CliResult, type E2eProject } from '../support/e2e-project.ts';
import { canariesBelow, canariesIn } from '../support/find-canaries.ts';
import { describePrepare } from '../support/write-overlay.ts';
import { setupTestbed } from '../testbed/setup.ts';

const PEM = [
  '-----BEGIN PRIVATE CANARY-----',
  'MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3+LQmlQ',
  'Yx2eqzDV+xeG8kx/sQFV18S5JhzGeIJNA72wSeukEPojtqUyX2J0CciPBh7eqclQ',
  '-----END PRIVATE CANARY-----',
].join('\n');

/** By where each is planted, and its shape. */
const CANARIES = {
  'a key of several lines, in a secret file': PEM,
  'with signs of XML, in a secret file': `xml<b>&"c'dragon`,
  'with signs of regular expressions': String.raw`^(re.*)[a-z]+\d{2,}|$`,
  unicode: 'pässwörd-日本-🔑',
  short: 'qX7!',
  'a number': '48151623',
  'what another one holds': 'open-sesame',
  'what holds another one': 'open-sesame-wide',
  'made by a template, known to Salt alone': 'jinja-made-canary',
  "a key of the suite's own pillar": 'inline & canary "one"',
  'of the environment': 'env-canary-$HOME-`x`',
  'encrypted by GPG': 'from-GPG <&"> first line\nfrom-GPG second line',
};

const SECRET_FILE = `#!jinja|yaml
canary:
  pem: |
${PEM.replaceAll(/^/gmu, '    ')}
  xml: ${JSON.stringify(CANARIES['with signs of XML, in a secret file'])}
  regex: '${CANARIES['with signs of regular expressions']}'
  unicode: '${CANARIES.unicode}'
  short: ${CANARIES.short}
  number: ${CANARIES['a number']}
  held: ${CANARIES['what another one holds']}
  holds: ${CANARIES['what holds another one']}
  made: {{ 'jinja-made' ~ '-canary' }}
`;

const SLS = `
{% set canary = salt['pillar.get']('canary') %}
{% set all = canary.values() | list + [salt['pillar.get']('db:password'), salt['environ.get']('DEPLOY_TOKEN'), salt['pillar.get']('gpg:text')] %}
{% for value in all %}
shown-{{ loop.index }}:
  file.managed:
    - name: /root/shown-{{ loop.index }}
    - contents: |
        before
        {{ value | string | indent(8) }}
        after
    - show_changes: true
said-{{ loop.index }}:
  cmd.run:
    - name: printf '%s\\n' "$VALUE"; printf '%s' "$VALUE" | base64 -w 20; printf '%s' "$VALUE" >&2; exit {{ loop.index % 2 }}
    - env:
      - VALUE: {{ value | string | yaml_dquote }}
refused-{{ loop.index }}:
  test.configurable_test_state:
    - name: {{ ('not ' ~ value) | yaml_dquote }}
    - result: false
    - changes: true
    - comment: {{ ('because of ' ~ value) | yaml_dquote }}
{% endfor %}
old:
  file.managed:
    - name: /root/old
    - contents: {{ salt['pillar.get']('canary:pem') | yaml_dquote }}
`;

let project: E2eProject;
let result: CliResult;
let log: string;
const environment = { SALTERN_CACHE: undefined, DEPLOY_TOKEN: CANARIES['of the environment'] };
const told: Record<string, CliResult> = {};

beforeAll(async () => {
  const testbed = await setupTestbed({ quiet: true });
  const gpg = join(ROOT, 'test/fixtures/gpg-pillar');
  const message = await readFile(join(gpg, 'message.asc'), 'utf8');
  const file = (path: string, contents: readonly string[]) => ({ [path]: { exists: true, contents } });
  const settings = {
    name: 'secrets',
    formula: 'demo',
    'formula-name': 'demo',
    platforms: {
      el9: {
        image: testbed.images.el9,
        salt: { version: '3007.15', from: 'pip' },
        docker: { environment: { DEPLOY_TOKEN: '${DEPLOY_TOKEN}' } },
      },
    },
    prepare: { update: true, ...describePrepare(testbed) },
    secrets: { environment: ['DEPLOY_TOKEN'], files: ['canary.sls'] },
    hooks: [
      { after: 'create', run: 'echo old >/root/old; echo "guest hears $DEPLOY_TOKEN"' },
      {
        after: 'create',
        run: `mkdir -p -m 700 /root/keys; gpg --batch --homedir /root/keys --import <<'END'\n${await readFile(join(gpg, 'key.asc'), 'utf8')}END\n`,
      },
      { before: 'verify', on: 'host', run: 'echo "host hears $DEPLOY_TOKEN"; exit 0' },
    ],
    suites: {
      default: {
        secrets: { pillar: ['db:*'] },
        pillar: { db: { password: CANARIES["a key of the suite's own pillar"] } },
        'pillar-files': { 'canary.sls': 'pillar/canary.sls', 'gpg.sls': 'pillar/gpg.sls' },
        minion: { gpg_keydir: '/root/keys' },
        checks: {
          file: {
            ...file('/root/shown-1', ['something else', CANARIES['what holds another one']]),
            ...file('/root/shown-2', ['something else']),
            ...file('/root/shown-5', [`/^${CANARIES['a number']}$/`]),
          },
          command: {
            'cat /root/shown-*; cat /root/shown-* >&2; exit 4': {
              'exit-status': 0,
              stdout: ['nowhere', CANARIES["a key of the suite's own pillar"]],
              stderr: { equal: CANARIES.short },
            },
          },
        },
      },
    },
  };
  project = await e2eProject({
    files: {
      'saltern.yml': stringify(settings),
      'demo/init.sls': SLS,
      'pillar/canary.sls': SECRET_FILE,
      'pillar/gpg.sls': `#!yaml|gpg\ngpg:\n  text: |\n${message.replaceAll(/^/gmu, '    ')}\n`,
    },
  });
  result = await project.saltern(['test', '--salt-log', 'debug', '--debug'], environment);
  log = await project.read('.saltern/latest/log/demo-default-el9.log');
  told['config show'] = await project.saltern(['config', 'show', 'demo-default-el9', '--all'], environment);
  told['config show --json'] = await project.saltern(['--json', 'config', 'show', 'demo-default-el9'], environment);
  told['logs'] = await project.saltern(['logs', 'demo-default-el9'], environment);
  told['test --json'] = await project.saltern(['--json', 'converge'], environment);
  told['site'] = await project.saltern(['site'], environment);
  told['badges --json'] = await project.saltern(['--json', 'badges'], environment);
  told['history --json'] = await project.saltern(['--json', 'history', 'demo'], environment);
  told['list --json'] = await project.saltern(['--json', 'list'], environment);
});

afterAll(async () => {
  await project?.saltern(['destroy', '--force'], environment);
  await project?.[Symbol.asyncDispose]();
});

it('states, checks, hooks and Salt itself say what is secret, and so they are told: with dots', () => {
  expect(result.code).toBe(1);
  // That they were told at all.
  expect(result.stdout).toContain('••••');
  expect(log).toMatch(/guest hears ••••/);
  expect(log).toMatch(/because of ••••/);
  expect(log).toContain('[DEBUG   ]');
});

it('nothing that was told holds any of them', () => {
  expect(canariesIn(result.stdout + result.stderr, CANARIES)).toEqual([]);
  for (const [verb, { stdout, stderr }] of Object.entries(told)) {
    expect({ verb, found: canariesIn(stdout + stderr, CANARIES) }).toEqual({ verb, found: [] });
  }
});

it('the history holds none of them, though it tells of what failed', async () => {
  const file = join(project.directory, '.saltern/history.db');
  const { name } = z.object({ name: z.string() }).parse(parse(await project.read('saltern.yml')));
  await using history = await openHistoryAt({ place: { kind: 'sqlite', file }, project: name });
  const rows = await history.results();
  const stories = await Promise.all(rows.map((row) => history.result(row.runId, row.name)));
  const text = JSON.stringify(stories);

  expect(text).toContain('••••');
  expect(canariesIn(text, CANARIES)).toEqual([]);
});

it('nothing that was written holds any of them', async () => {
  expect(await project.read('.saltern/site/index.html')).toContain('demo');
  expect(await canariesBelow(join(project.directory, '.saltern'), CANARIES)).toEqual([]);
});

it('the guest has them, for root alone', async () => {
  const { stdout } = await project.saltern(
    [
      'exec',
      'demo-default-el9',
      '--',
      'sh',
      '-c',
      'stat -c "%a %n" /var/lib/saltern/srv/pillar/*.sls /var/lib/saltern/manifest.json; cat /root/shown-2',
    ],
    environment,
  );

  expect(stdout).toContain('600 /var/lib/saltern/srv/pillar/canary.sls');
  expect(stdout).toContain('600 /var/lib/saltern/srv/pillar/saltern-inline.sls');
  expect(stdout).toContain('600 /var/lib/saltern/manifest.json');
  // Its own terminal: what a person asks for there is not hidden.
  expect(canariesIn(stdout, CANARIES)).not.toEqual([]);
});

it('the image that is kept has none', async () => {
  const [container = ''] = (await project.leftovers()).map((line) => line.split(' ')[0] ?? '');
  const { stdout: image } = await execa('docker', ['container', 'inspect', '--format', '{{.Image}}', container]);
  const history = await execa('docker', ['image', 'history', '--no-trunc', image]);
  const details = await execa('docker', ['image', 'inspect', image]);
  const kept = await execa('docker', [
    'run',
    '--rm',
    '--entrypoint',
    'find',
    image,
    '/var',
    '/opt/saltern',
    '-maxdepth',
    '4',
  ]);

  expect(canariesIn(history.stdout + details.stdout, CANARIES)).toEqual([]);
  expect(kept.stdout).not.toMatch(/srv\/pillar|manifest\.json/);
});
