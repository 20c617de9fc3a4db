import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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

it('every promised defect has its row', async () => {
  const rows = await readTable();

  expect([...new Set(rows.map(({ id }) => id))]).toEqual(PROMISED);
});

it('every title in the table is a test of its file and carries its number', async () => {
  const rows = await readTable();

  for (const { id, file, title } of rows) {
    const source = await readFile(join(ROOT, file), 'utf8');
    const quoted = [`'${title}'`, `"${title}"`];

    expect(title, file).toMatch(new RegExp(`\\b${id}\\b`));
    expect(
      quoted.some((text) => source.includes(text)),
      `${file}: ${title}`,
    ).toBe(true);
  }
});
