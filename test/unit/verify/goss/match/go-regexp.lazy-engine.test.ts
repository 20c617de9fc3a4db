import { join } from 'node:path';
import { execaNode } from 'execa';
import { expect, it } from 'vitest';

async function readChecks(contents: readonly string[]): Promise<unknown> {
  const checks = { file: { '/etc/passwd': { exists: true, contents } } };
  // Starts node: what was loaded before must not count.
  const { stdout } = await execaNode(join(import.meta.dirname, 'read-in-new-process.ts'), [JSON.stringify(checks)]);
  return JSON.parse(stdout);
}

it.each([
  ['no pattern', ['root', '!nobody-else']],
  ['patterns that are plainly right', ['/^root:x:0:/', '!/^\\s*PermitRootLogin\\s+yes$/i', '/^(foo|bar)[a-z0-9_]+=/']],
])('reading checks with %s loads no engine', async (_what, contents) => {
  expect(await readChecks(contents)).toEqual({ problems: [], isEngineLoaded: false });
});

it('a pattern that may be wrong is worth loading it: what is wrong is told before anything is started', async () => {
  expect(await readChecks(['/a{2,1}/'])).toEqual({
    problems: ["contents: bad regexp '/a{2,1}/': invalid repeat count: `{2,1}`"],
    isEngineLoaded: true,
  });
});
