import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attackScene } from '../support/attack-scene.ts';

/** Everything below a folder, as one text. */
function readAll(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

describe('a variable of the environment that holds a secret', () => {
  it('stands in no result, in no state of an instance and in nothing that is shown', async () => {
    await using scene = await attackScene({
      more: { prepare: { environment: { TOKEN: '${TOKEN}' } } },
      suites: { default: { checks: { command: { true: { 'exit-status': 1 } } } } },
    });
    const environment = { TOKEN: 'geheim-4711' };

    const test = await scene.saltern(['test', '--destroy', 'never'], { environment });
    const show = await scene.saltern(['config', 'show', '--all', 'demo-default-here'], { environment });
    const json = await scene.saltern(['config', 'show', '--json', 'demo-default-here'], { environment });
    const plain = await scene.saltern(['list', '--json'], { environment });

    expect(test.code, test.stderr).toBe(1);
    expect(show.stdout).toContain('${TOKEN}');
    expect([test, show, json, plain].map(({ stdout, stderr }) => stdout + stderr).join('\n')).not.toContain(
      'geheim-4711',
    );
    expect(readAll(join(scene.directory, '.saltern'))).not.toContain('geheim-4711');
  });

  it('of another value makes another instance: evidence of the one is none of the other', async () => {
    await using scene = await attackScene({
      more: { prepare: { environment: { MIRROR: '${MIRROR}' } } },
      packages: [{ name: 'tree', version: '1', release: '1' }],
    });
    await scene.saltern(['snapshot', 'create'], { environment: { MIRROR: 'good' } });

    const test = await scene.saltern(['test'], { environment: { MIRROR: 'good' } });
    const same = await scene.saltern(['gate', 'check'], { environment: { MIRROR: 'good' } });
    const other = await scene.saltern(['gate', 'check'], { environment: { MIRROR: 'evil' } });

    expect([test.code, same.code], same.stdout + same.stderr + test.stderr).toEqual([0, 0]);
    expect(other.code, other.stdout).toBe(1);
  });

  it.each([
    ['a shell line', { hooks: [{ after: 'create', on: 'host', run: 'printf %s "${X}" >seen' }] }],
    ['a check', { suites: { default: { checks: { command: { 'printf %s "${X}" >seen': { 'exit-status': 0 } } } } } }],
  ])('never becomes a part of %s', async (_title, more) => {
    await using scene = await attackScene({ more });

    const { code, stderr } = await scene.saltern(['test'], { environment: { X: '"; touch pwned; "' } });

    expect(code, stderr).toBe(0);
    expect(readdirSync(scene.directory, { recursive: true }).map(String).join(' ')).not.toContain('pwned');
  });
});
