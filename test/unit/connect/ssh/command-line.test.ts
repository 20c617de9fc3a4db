import { execFileSync, spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../../../../src/connect/ssh/command-line.ts';

describe('commandLine', () => {
  it('comes out of a shell as it went in', () => {
    const anyText = fc
      .string({ unit: 'binary', maxLength: 40 })
      .map((text) => text.replaceAll('\0', ''))
      .filter((text) => text.isWellFormed());
    for (const [words, value] of fc.sample(fc.tuple(fc.array(anyText), anyText), 25)) {
      const script = 'printf "%s\\0" "$VALUE" "$(pwd)" "$@"';
      const argv = ['/bin/sh', '-c', script, 'sh', ...words];

      const line = commandLine({ argv, environment: { VALUE: value }, workdir: '/usr' }, 'root');

      const out = execFileSync('/bin/sh', ['-c', line]).toString();
      expect(out.split('\0').slice(0, -1)).toEqual([value, '/usr', ...words]);
    }
  });

  it('begins with a word that every login shell knows', () => {
    expect(commandLine({ argv: ['true'] }, 'root')).toMatch(/^exec \/bin\/sh -c '/);
    expect(commandLine({ argv: ['true'], user: 'nobody' }, 'root')).toMatch(/^exec \/bin\/sh -c '/);
  });

  it('changes the user only where it is another', () => {
    const line = (user: string, login: string): string => commandLine({ argv: ['true'], user }, login);

    expect(line('0', 'root')).toBe(line('root', 'root'));
    expect(line('root', 'root')).not.toContain('runuser');
    expect(line('nobody', 'root')).toContain('runuser');
  });

  it.each([
    [['no-such-program-here'], 127],
    [['/etc/passwd'], 126],
    [['/bin/sh', '-c', 'exit 5'], 5],
  ])('%j ends with %i', (argv, code) => {
    expect(spawnSync('/bin/sh', ['-c', commandLine({ argv }, 'root')]).status).toBe(code);
  });
});
