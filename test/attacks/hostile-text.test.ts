import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { relayTo } from '../../src/cli/relay-to.ts';
import { attackScene, type Heard } from '../support/attack-scene.ts';
import { fakeApp } from '../support/fake-app.ts';
import { listVerbs } from '../support/list-verbs.ts';

/** Writes the clipboard, clears the screen, sets a title in the 8-bit form, turns the reading direction around. */
const EVIL =
  'e\u001b]52;c;ZXZpbA==\u0007v\u001b[2J\u009d0;title\u009ci\u009b31m\u202el\u2066\u001bP+q\u001b\\\r\u200f\u2028\u007fx';
/** Arguments and environment hold no NUL, file names no slash: these hold neither. */
const VERBS = listVerbs(buildProgram(fakeApp(), () => undefined));

/** Everything that a terminal could take as an order or that changes how a line reads. */
const ORDERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u; // oxlint-disable-line no-control-regex -- they are what it is about

/** What of a command's output a terminal would take as an order, or is left of one; what JSON has escaped is text. */
function findHarm(...all: readonly Pick<Heard, 'stdout' | 'stderr'>[]): readonly string[] {
  return all
    .flatMap(({ stdout, stderr }) => [stdout, stderr])
    .map((text) => text.replaceAll(/\\u00[0-9a-f]{2}/g, '_'))
    .filter((text) => ORDERS.test(text) || /(?<!_)(?:\]52;c;|0;title)/.test(text));
}

describe('every verb that is given orders for the terminal', () => {
  it.each(VERBS)('as arguments and flags, $name, gives none of them on', async ({ name, command }) => {
    await using scene = await attackScene();
    const args = command.registeredArguments.map(() => EVIL);
    const flags = command.options.filter((option) => option.required).map((option) => `${option.long}=${EVIL}`);

    const lines = [
      [...name.split(' '), ...args],
      [...name.split(' '), ...args, ...flags],
      [...name.split(' '), ...args, `--${EVIL}`],
      [...name.split(' '), EVIL, '--json'],
    ];
    const heard: Heard[] = [];
    for (const argv of lines) heard.push(await scene.saltern(argv));

    expect(findHarm(...heard)).toEqual([]);
  });

  it.each(VERBS)('as values of the environment, $name, gives none of them on', async ({ name, command }) => {
    await using scene = await attackScene();
    const args = command.registeredArguments.filter(({ required }) => required).map(() => 'demo-default-here');

    const heard: Heard[] = [];
    for (const word of ['DRIVER', 'SALT', 'DESTROY', 'CONCURRENCY', 'SNAPSHOT', 'OVERLAY']) {
      const environment = { [`SALTERN_${word}`]: EVIL };
      heard.push(await scene.saltern([...name.split(' '), ...args], { environment }));
    }

    expect(findHarm(...heard)).toEqual([]);
  });
});

describe('orders for the terminal', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    ['in keys of the project file', { 'saltern.yml': stringify({ [EVIL]: 1, suites: { [EVIL]: {} } }) }, ['list']],
    ['in values of the project file', { 'saltern.yml': stringify({ driver: EVIL, platforms: [EVIL] }) }, ['list']],
    ['in a file that is no YAML', { 'saltern.yml': `a: *${EVIL}\n\tb: [${EVIL}` }, ['list']],
    ['raw in a file', { 'saltern.yml': `${EVIL}: 1\nsuites: ${EVIL}` }, ['list']],
    ['in the name of an included file', { 'saltern.yml': 'include: s/*\n', [`s/${EVIL}.yml`]: `${EVIL}: 1` }, ['list']],
    ['in the name of a formula', { [`${EVIL}/init.sls`]: '' }, ['init', '.', '--force']],
    [
      'in kitchen.yml',
      { 'f/init.sls': '', 'kitchen.yml': stringify({ suites: [{ name: EVIL }] }) },
      ['init', '.', '--force'],
    ],
  ])('%s are told as signs', async (_where, files, argv) => {
    await using scene = await attackScene();
    for (const [path, text] of Object.entries(files)) scene.write(path, text);

    const heard = await scene.saltern(argv);

    expect(findHarm(heard)).toEqual([]);
    expect(heard.stdout + heard.stderr).not.toBe('');
  });

  it('in the name of the folder of a project are told as signs', async () => {
    const app = fakeApp();
    const cwd = join(app.cwd, EVIL);
    mkdirSync(cwd);
    const scene = await attackScene();

    const heard = await scene.saltern(['list', '--project', join(cwd, 'saltern.yml')]);

    expect(findHarm(heard)).toEqual([]);
    expect(heard.code).toBe(2);
  });

  it('a key that looks like another problem stays within its line', async () => {
    await using scene = await attackScene();
    scene.write('saltern.yml', '"a\\nsaltern.yml:9:9  all is well": 1\n'.repeat(2));

    const { stderr } = await scene.saltern(['list']);

    expect(stderr).not.toMatch(/^saltern\.yml:9:9/m);
    expect(stderr).toContain('a␊saltern.yml:9:9');
  });

  it.each(['stdout', 'stderr'])('in what git says on %s are told as signs', async (stream) => {
    await using scene = await attackScene({ more: { formula: { git: 'https://example.invalid/x.git' } } });
    const bin = join(scene.directory, 'bin');
    const redirect = stream === 'stderr' ? ' >&2' : '';
    scene.write('bin/git', `#!/bin/sh\nprintf '%s\\n' "fatal: $SAID"${redirect}\nexit 128\n`);
    chmodSync(join(bin, 'git'), 0o755);
    const before = process.env['PATH'];
    process.env['PATH'] = `${bin}:${before ?? ''}`;
    process.env['SAID'] = EVIL;

    const heard = await scene.saltern(['test']).finally(() => {
      process.env['PATH'] = before;
      delete process.env['SAID'];
    });

    expect(findHarm(heard)).toEqual([]);
    expect(heard.stderr).toContain("git could not get 'https://example.invalid/x.git'");
    expect(heard.stderr).toContain('fatal: ev');
  });

  it('in what a hook says are told as signs', async () => {
    await using scene = await attackScene({
      more: { hooks: [{ before: 'verify', on: 'host', run: `printf '%s\\n' '${EVIL}'; exit 3` }] },
    });

    const heard = await scene.saltern(['test']);

    expect(findHarm(heard)).toEqual([]);
    expect(heard.code).toBe(3);
    expect(findHarm(await scene.saltern(['logs']))).toEqual([]);
    expect(findHarm(await scene.saltern(['logs', '--json']))).toEqual([]);
  });

  it('in what a check found are told as signs by the run, the gate and the log, and stay data in JSON', async () => {
    const checks = { command: { [`printf '%s' '${EVIL}'`]: { 'exit-status': 0, title: EVIL, stdout: ['other'] } } };
    await using scene = await attackScene({ packages: [{ name: 'alpha' }], suites: { default: { checks } } });
    await scene.saltern(['snapshot', 'create']);

    const tested = await scene.saltern(['test']);
    const judged = await scene.saltern(['gate', 'check']);
    const asJson = await scene.saltern(['gate', 'check', '--json']);

    expect(findHarm(tested, judged, asJson, await scene.saltern(['logs']))).toEqual([]);
    expect([tested.code, judged.code]).toEqual([1, 1]);
    expect(JSON.stringify(JSON.parse(asJson.stdout))).toContain('\u202e');
    expect(scene.read('mirror/audit.ndjson')).not.toMatch(ORDERS);
  });

  it('from a command in an instance reach no terminal, and reach a pipe as they are', async () => {
    const [screen, pipe]: [string[], string[]] = [[], []];
    const on = (isTTY: boolean, said: string[]) => relayTo({ isTTY, write: (text) => said.push(String(text)) > 0 });
    const [terminal, file] = [on(true, screen), on(false, pipe)];

    for (const piece of EVIL) {
      terminal.push(Buffer.from(piece));
      file.push(Buffer.from(piece));
    }
    terminal.end();
    file.end();

    expect(findHarm({ stdout: screen.join(''), stderr: '' })).toEqual([]);
    expect(pipe.join('')).toBe(EVIL);
  });
});
