import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { ROOT } from '../root.ts';

interface Template {
  readonly page: string;
  /** Where it would stand, as its first line says. */
  readonly path: string;
  readonly text: string;
}

const PAGES = globSync(['drivers/README.md', 'src/*/README.md', 'CONTRIBUTING.md'], { cwd: ROOT });

/** What is marked as a whole file. */
const templates = PAGES.flatMap((page) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```ts complete\n\/\/ (\S+)\n(.*?)^```$/gms)].map(
    ([, path = '', text = '']): Template => ({ page, path, text }),
  ),
);

it('templates of the pages are found', () => {
  expect(templates.map(({ page, path }) => `${page}: ${path}`)).toEqual([
    'drivers/README.md: drivers/example/example-driver.ts',
  ]);
});

it('templates of the pages compile as they stand', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'saltern-templates-'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [index, template] of templates.entries())
    await writeFile(join(folder, `${index}.ts`), withAbsoluteImports(template));
  // What is left to write uses nothing yet, and imports are by absolute paths here.
  const compilerOptions = { noUnusedParameters: false, rewriteRelativeImportExtensions: false };
  const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['*.ts'] };
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));

  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = await execa(process.execPath, [tsc, '--project', folder], { reject: false });

  expect(stdout).toBe('');
});

function withAbsoluteImports({ path, text }: Template): string {
  const from = dirname(join(ROOT, path));
  return text.replaceAll(/(from ')(\.{1,2}\/[^']+)(')/g, (_, before: string, target: string, after: string) => {
    return `${before}${resolve(from, target)}${after}`;
  });
}
