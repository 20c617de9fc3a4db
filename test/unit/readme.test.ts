import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../root.ts';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('the picture of the layout in the README', () => {
  it('has every folder of the source, and none that is not there', () => {
    const told = [...readme.matchAll(/^\| .*?\|/gm)].flatMap(([cell]) => cell.match(/(?<=\[)src\/[a-z]+(?=\])/g) ?? []);
    const folders = readdirSync(join(ROOT, 'src')).map((name) => `src/${name}`);

    expect(told.toSorted()).toEqual(folders.toSorted());
  });
});
