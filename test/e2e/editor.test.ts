import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLanguageServer, type LanguageServer, type OpenedFile } from '../support/language-server.ts';
import { ROOT } from '../support/e2e-project.ts';

/** What people see in an editor that speaks to yaml-language-server, with the schemas that the package has. */
let server: LanguageServer;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-editor-'));
  server = await startLanguageServer();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

let count = 0;
function openFile(): OpenedFile {
  return server.open(join(folder, `${++count}.yml`));
}

/** As the README says it. */
function withSchema(name: string, text: string): string {
  return `# yaml-language-server: $schema=${join(ROOT, 'schemas', `${name}.schema.json`)}\n${text}`;
}

function inChecks(text: string): string {
  return `suites:\n  default:\n    checks:\n      ${text}`;
}

describe('an editor offers', () => {
  it.each<[title: string, schema: string, text: string, offered: readonly string[]]>([
    ['keys of a project file', 'saltern', '‸', ['formula', 'platforms', 'suites', 'snapshots']],
    ['known platforms in a list', 'saltern', 'platforms: [‸]', ['centos-7', 'centos-stream-9']],
    ['known platforms, begun', 'saltern', 'platforms: [cent‸]', ['centos-7', 'centos-stream-9']],
    ['known platforms in a block', 'saltern', 'platforms:\n  - ‸', ['centos-stream-10']],
    ['known platforms as keys', 'saltern', 'platforms:\n  ‸', ['centos-stream-8']],
    ['known platforms in a suite file', 'suite', 'platforms: [‸]', ['centos-7']],
    ['keys of a suite', 'saltern', 'suites:\n  default:\n    ‸', ['states', 'pillar', 'checks', 'includes']],
    ['resource types', 'saltern', inChecks('‸'), ['service', 'file', 'package', 'port', 'command']],
    ['attributes', 'saltern', inChecks('service:\n        sshd:\n          ‸'), ['enabled', 'running']],
    ['attributes in braces', 'saltern', inChecks('service: { sshd: { r‸ } }'), ['running', 'enabled']],
    ['values', 'saltern', inChecks('service:\n        sshd: { running: t‸ }'), ['true', 'false']],
    [
      'matchers',
      'saltern',
      inChecks('file:\n        /x:\n          exists: true\n          size: { g‸ }'),
      ['gt', 'not'],
    ],
    ['steps', 'saltern', 'steps: [‸]', ['converge', 'again', 'verify', 'reboot']],
    ['drivers, but not the one for tests', 'saltern', 'driver: ‸', ['docker', 'qemu']],
    ['keys of a policy', 'gate', 'channels:\n  stable:\n    ‸', ['require', 'max-age', 'require-checks']],
    ['resource types in a gossfile', 'checks', '‸', ['service', 'file', 'user', 'group']],
    ['formulas in an overlay', 'overlay', 'form‸', ['formulas']],
  ])('%s', async (_title, schema, text, offered) => {
    const labels = await openFile().complete(withSchema(schema, text));

    expect(labels).toEqual(expect.arrayContaining([...offered]));
    expect(labels).not.toContain('fake');
    expect(labels.join(' ')).not.toMatch(/__schema|undefined|\[object/);
  });
});

describe('an editor marks', () => {
  it.each<[title: string, schema: string, text: string, complaint: string]>([
    [
      'an attribute that is misspelt',
      'saltern',
      inChecks('service: { sshd: { runing: true } }'),
      '5:26 Property runing',
    ],
    ['YAML 1.1 in a check', 'saltern', inChecks('service: { sshd: { running: yes } }'), '5:35 Incorrect type'],
    ['a resource type that is misspelt', 'saltern', inChecks('servise: { sshd: { running: true } }'), '5:7 Property'],
    [
      'a matcher that is misspelt',
      'saltern',
      inChecks('port: { tcp:22: { listening: { nott: 1 } } }'),
      '5:36 Incorrect',
    ],
    ['a key of a driver', 'saltern', 'docker: { privilegd: true }', '2:11 Property privilegd'],
    ['a key that no suite file has', 'suite', 'gate: gate.yml', '2:1 Property gate'],
    ['a typing error in a policy', 'gate', 'channels: { stable: { requires: [] } }', '2:23 Property requires'],
    ['what a gossfile must say', 'checks', "port: { 'tcp:22': { ip: [] } }", '2:9 Missing property "listening"'],
  ])('%s', async (_title, schema, text, complaint) => {
    const complaints = await openFile().diagnose(withSchema(schema, text));

    expect(complaints).toContainEqual(expect.stringContaining(complaint));
  });

  it('nothing in what the README shows', async () => {
    const text = `formula: .
salt: 3007.15
platforms: [centos-stream-8, mine-*]
suites:
  default:
    states: [ops-ssh]
    pillar:
      ssh: { permit_root_login: 'no' }
    checks:
      service: { sshd: { running: true, enabled: true } }
      port: { 'tcp:22': { listening: true } }
      command: { 'sshd -T': { exit-status: 0, stdout: [permitrootlogin no] } }
x-mine: { a: 1 }
`;

    expect(await openFile().diagnose(withSchema('saltern', text))).toEqual([]);
  });
});

it.each([
  ['plat‸forms: [centos-7]', 'Platforms by name'],
  ['timeouts: { con‸verge: 3m }', 'One pass of Salt. Default 30m.'],
  [inChecks('service: { sshd: { runn‸ing: true } }'), 'Whether it is active now.'],
])('an editor explains the word at %j', async (text, sentence) => {
  expect(await openFile().hover(withSchema('saltern', text))).toContain(sentence);
});
