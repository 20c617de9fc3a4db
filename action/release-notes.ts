import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNotes } from './find-notes.ts';

/** `release-notes.ts VERSION`: prints what CHANGELOG.md says of a version; fails where that and package.json do not fit. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const wanted = (process.argv[2] ?? '').replace(/^v/, '');
const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const notes = findNotes(await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8'), wanted);
if (version !== wanted) fail(`the tag is of '${wanted}', and package.json of '${version}'`);
if (notes === undefined) fail(`CHANGELOG.md has no section '## [${wanted}]' with anything in it`);
process.stdout.write(`${notes}\n`);

function fail(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}
