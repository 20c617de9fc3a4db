import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Facts {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** Names, versions and licences of the packages that these modules are of, with the texts that their authors want kept. */
export function listLicences(modules: readonly string[]): string {
  const folders = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []));
  const parts = [...folders].sort().map((folder) => {
    const facts = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Facts;
    const texts = globSync(join(folder, '{LICEN[CS]E,licen[cs]e,COPYING,NOTICE}*')).sort();
    const head = `${facts.name} ${facts.version} (${facts.license ?? 'see below'})`;
    return [head, ...texts.map((file) => readFileSync(file, 'utf8').trim())].join('\n\n');
  });
  return `saltern holds code of these packages.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
