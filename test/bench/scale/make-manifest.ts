import { openMetadata } from '../../../src/snapshot/metadata/open-metadata.ts';
import { readPrimary } from '../../../src/snapshot/metadata/read-primary.ts';
import { contentDigest } from '../../../src/snapshot/member/content-digest.ts';
import { seconds } from '../measure.ts';

/**
 * A program: reads a primary.xml as a snapshot does, and digests and writes down what it says. Prints the seconds of that
 * alone: the start of Node and the types that it strips from sources take longer, and are no part of it.
 */
const [file = ''] = process.argv.slice(2);
const took = await seconds(async () => {
  const found = await readPrimary(openMetadata(file, file, new AbortController().signal));
  const packages = found.map(({ entry }) => entry);
  if (JSON.stringify(packages).length < contentDigest({ packages }).length) throw new Error(`'${file}' holds nothing`);
});
process.stdout.write(`${took}\n`);
