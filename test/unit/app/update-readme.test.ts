import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { updateReadme, type UpdateReadmeOptions } from '../../../src/app/update-readme.ts';
import { makeSummary } from '../report/make-result.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saltern-readme-'));
  writeFileSync(join(folder, 'README.md'), '<!-- saltern:badges -->\n<!-- /saltern:badges -->\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Addresses of pictures and links in the table, each once. */
async function linksWith(
  badges: string,
  site?: UpdateReadmeOptions['site'],
  file: string = 'README.md',
): Promise<readonly string[]> {
  const project = { instances: [makeSummary('ops-ssh', 'centos-7')] };
  const directory = join(folder, badges);
  await updateReadme({ cwd: folder }, { project, file: join(folder, file), directory, site });
  const text = readFileSync(join(folder, file), 'utf8');
  return [...new Set([...text.matchAll(/\]\(([^)]*)\)/g)].map(([, address = '']) => address))];
}

const SITE = { url: 'https://ci.example/saltern/' };

describe('the links of a table in a README', () => {
  it('lead from the file to the badges, wherever both are', async () => {
    mkdirSync(join(folder, 'docs'));
    writeFileSync(join(folder, 'docs/fleet.md'), readFileSync(join(folder, 'README.md')));

    expect(await linksWith('.saltern/badges')).toEqual([
      '.saltern/badges/ops-ssh.svg',
      '.saltern/badges/ops-ssh-centos-7.svg',
    ]);
    expect(await linksWith('img', undefined, 'docs/fleet.md')).toEqual([
      '../img/ops-ssh.svg',
      '../img/ops-ssh-centos-7.svg',
    ]);
    expect(await linksWith('')).toEqual(['ops-ssh.svg', 'ops-ssh-centos-7.svg']);
  });

  it('lead to the site’s pages where it has an address', async () => {
    const links = await linksWith('docs', { ...SITE, directory: join(folder, 'public') });

    expect(links).toEqual([
      'https://ci.example/saltern/formulas/ops-ssh.html',
      'docs/ops-ssh.svg',
      'docs/ops-ssh-centos-7.svg',
    ]);
  });

  it('find badges at the site’s address where they lie in it', async () => {
    const links = await linksWith('public/badges', { ...SITE, directory: join(folder, 'public') });

    expect(links.slice(1)).toEqual([
      'https://ci.example/saltern/badges/ops-ssh.svg',
      'https://ci.example/saltern/badges/ops-ssh-centos-7.svg',
    ]);
  });

  it('find them beside the file where the site has no address', async () => {
    expect(await linksWith('public/badges', { directory: join(folder, 'public') })).toEqual([
      'public/badges/ops-ssh.svg',
      'public/badges/ops-ssh-centos-7.svg',
    ]);
  });
});
