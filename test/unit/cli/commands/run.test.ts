import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../../../support/attack-scene.ts';
import { passes } from '../../../support/pretended-project.ts';

const RED = 'demo-switched-here';

describe('--failed', () => {
  let scene: AttackScene;
  let wrong = '';
  beforeEach(async () => {
    scene = await attackScene({ more: { 'formula-name': 'demo' } });
    wrong = join(scene.directory, 'wrong');
    const command = { [`test ! -e ${wrong}`]: { 'exit-status': 0 } };
    change((project) => ({ ...project, suites: { default: passes, switched: { checks: { command }, tags: ['t'] } } }));
    writeFileSync(wrong, '');
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  function change(of: (project: Record<string, unknown>) => Record<string, unknown>): void {
    scene.write('saltern.yml', stringify(of(parse(scene.read('saltern.yml')) as Record<string, unknown>)));
  }

  /** Names of those that a run tested. */
  async function tested(argv: readonly string[]): Promise<readonly string[]> {
    const { stdout } = await scene.saltern([...argv, '--json']);
    return (JSON.parse(stdout) as { instances: readonly { name: string }[] }).instances.map(({ name }) => name);
  }

  it('tests what failed last, though it was removed, and then nothing more', async () => {
    await scene.saltern(['test', '--destroy', 'always']);
    const listed = await scene.saltern(['list', '--failed', '--bare']);
    rmSync(wrong);

    const again = await tested(['test', '--failed']);
    const nothing = await scene.saltern(['test', '--failed']);

    expect(listed.stdout).toBe(`${RED}\n`);
    expect(again).toEqual([RED]);
    expect(nothing).toEqual({
      code: 0,
      stdout: 'nothing is known to have failed, so there is nothing to test\n',
      stderr: '',
    });
    expect(await tested(['test', '--failed'])).toEqual([]);
  });

  it.each([['verify'], ['converge'], ['create']])('goes with %s too', async (verb) => {
    await scene.saltern(['test']);

    expect(await tested([verb, '--failed'])).toEqual([RED]);
  });

  it('chooses among the names and tags that are given', async () => {
    await scene.saltern(['test']);

    expect(await tested(['test', '--failed', 'demo-default-*'])).toEqual([]);
    expect(await tested(['test', '--failed', '--tag', 't'])).toEqual([RED]);
  });

  it('is refused where nobody tested anything yet: that would be green and say nothing', async () => {
    const { code, stderr } = await scene.saltern(['test', '--failed']);

    expect(code).toBe(2);
    expect(stderr).toContain('Nobody has tested these 2 instances yet');
    expect(stderr).toContain('hint: Run `saltern test` without `--failed` first.');
  });

  it('says how many were never tested beside those that passed', async () => {
    await scene.saltern(['test', 'demo-default-here']);

    const { code, stdout } = await scene.saltern(['test', '--failed']);

    expect(code).toBe(0);
    expect(stdout).toContain('1 of 2 instances were never tested');
  });

  it('names an instance that failed and that the project no longer has', async () => {
    await scene.saltern(['test']);
    change((project) => ({ ...project, suites: { default: passes } }));

    const { code, stderr } = await scene.saltern(['test', '--failed']);

    expect(code).toBe(0);
    expect(stderr).toBe(`left out '${RED}': it failed, and the project no longer has it\n`);
  });

  it('removes only these with destroy, and prints their logs', async () => {
    await scene.saltern(['test', '--destroy', 'never']);

    const logs = await scene.saltern(['logs', '--failed']);
    const { stdout } = await scene.saltern(['destroy', '--failed']);

    expect(logs.stdout).toContain(RED);
    expect(logs.stdout).not.toContain('demo-default-here');
    expect(stdout).toBe(`removed ${RED}\n`);
  });

  it('knows what could not be run since it passed, also where badges are switched off', async () => {
    change((project) => ({ ...project, reports: { badges: false } }));
    rmSync(wrong);
    await scene.saltern(['test']);
    const hooks = [{ before: 'verify', on: 'host', run: 'exit 1' }];
    change((project) => ({ ...project, suites: { default: passes, switched: { ...passes, hooks } } }));
    await scene.saltern(['test', RED]);

    expect(await tested(['test', '--failed'])).toEqual([RED]);
  });
});
