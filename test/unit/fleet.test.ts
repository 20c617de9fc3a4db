import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from '../root.ts';

const suiteFile = z.object({
  formula: z.string(),
  depends: z.array(z.string()).default([]),
  platforms: z.array(z.string()),
});

const fleet = globSync('suites/ops-*.yml', { cwd: ROOT }).map((path) => {
  const { formula, depends, platforms } = suiteFile.parse(
    parse(readFileSync(join(ROOT, path), 'utf8'), { merge: true }),
  );
  return { name: basename(path, '.yml'), folder: join(ROOT, 'suites', formula), depends, platforms };
});

describe('the fleet', () => {
  it.each(fleet)('$name has the files that a formula has', ({ name, folder }) => {
    const files = ['README.md', 'pillar.example', `${name}/defaults.yaml`, `${name}/map.jinja`, `${name}/init.sls`];

    expect(files.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
  });

  it.each(fleet)(
    '$name stands in the table with its platforms and what it depends on',
    ({ name, depends, platforms }) => {
      const table = readFileSync(join(ROOT, 'suites/README.md'), 'utf8');
      const row = table.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
      const cells = (row ?? '').split('|').map((cell) => cell.trim());
      const marks = ['7', '8', '9'].map((release) => (platforms.some((one) => one.endsWith(`-${release}`)) ? '✓' : ''));

      expect(cells.slice(2, 6)).toEqual([...marks, depends.map((one) => `\`${one}\``).join(', ')]);
    },
  );

  it.each(fleet.filter(({ depends }) => depends.length > 0))('$name uses what it depends on', ({ folder, depends }) => {
    const states = globSync('*/**/*.sls', { cwd: folder }).map((path) => readFileSync(join(folder, path), 'utf8'));
    const isIncluded = (one: string) => states.some((text) => new RegExp(`^  - ${one}(\\.|$)`, 'm').test(text));

    expect(depends.filter((one) => !isIncluded(one))).toEqual([]);
  });
});
