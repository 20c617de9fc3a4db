import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { ROOT } from '../support/e2e-project.ts';

/** Those that issue 3 promises tests for. */
const PROMISED = [1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 20, 21, 22, 23].map((number) => `D${number}`);

interface Row {
  readonly id: string;
  readonly file: string;
  readonly title: string;
}

async function readTable(): Promise<readonly Row[]> {
  const text = await readFile(join(import.meta.dirname, 'README.md'), 'utf8');
  return [...text.matchAll(/^\| (D\d+) +\|[^|]+\| `([^`]+)` +\| (.+?) +\|$/gm)].map(
    ([, id = '', file = '', title = '']) => ({ id, file, title }),
  );
}

/** `file > title` of every test in these files that runs, and of what they are grouped by, as vitest reads them. */
async function listTitles(files: readonly string[]): Promise<ReadonlySet<string>> {
  const argv = ['list', '--json', '--project', 'unit', '--project', 'real', ...files];
  const { stdout } = await execa('vitest', argv, { cwd: ROOT, preferLocal: true });
  const tests = JSON.parse(stdout) as readonly { readonly name: string; readonly file: string }[];
  return new Set(
    tests.flatMap(({ name, file }) => name.split(' > ').map((title) => `${relative(ROOT, file)} > ${title}`)),
  );
}

it('every promised defect has its row', async () => {
  const rows = await readTable();

  expect([...new Set(rows.map(({ id }) => id))]).toEqual(PROMISED);
});

it('every title in the table is a test that runs, in its file, and carries its number', async () => {
  const rows = await readTable();

  const titles = await listTitles([...new Set(rows.map(({ file }) => file))]);

  expect(rows.filter(({ file, title }) => !titles.has(`${file} > ${title}`))).toEqual([]);
  expect(rows.filter(({ id, title }) => !new RegExp(`\\b${id}\\b`).test(title))).toEqual([]);
});
