import { writeFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/**
 * How rpm itself orders pairs of `epoch:version-release` (or of versions alone), -1, 0 or 1 each, in one run of the
 * program. Nothing may be empty or hold white space.
 */
export async function askRpm(pairs: readonly (readonly [a: string, b: string])[]): Promise<readonly number[]> {
  const file = join(tmpdir(), `pairs-${crypto.randomUUID()}`);
  await writeFile(file, pairs.map(([a, b]) => `${a} ${b}\n`).join(''));
  try {
    const lua = `for line in io.lines('${file}') do local a, b = line:match('^(.-) (.*)$') print(rpm.vercmp(a, b) .. ' ') end`;
    const { stdout } = await execa('rpm', ['--eval', `%{lua:${lua}}`]);
    return stdout.trim().split(/\s+/).map(Number);
  } finally {
    await rm(file, { force: true });
  }
}
