import { openMetadata } from '../../../src/snapshot/metadata/open-metadata.ts';
import { readPrimary } from '../../../src/snapshot/metadata/read-primary.ts';
import { contentDigest } from '../../../src/snapshot/member/content-digest.ts';

/** Reads a primary.xml as a snapshot does, and digests what it says. */
const [file = ''] = process.argv.slice(2);
const found = await readPrimary(openMetadata(file, file, new AbortController().signal));
const packages = found.map(({ entry }) => entry);
process.stdout.write(`${contentDigest({ packages })}  ${JSON.stringify(packages).length}\n`);
