import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/**
 * Gives each test file, and what it starts, a temporary folder that goes with it: whatever a test forgets to remove, and
 * what an interrupted one could not, stays nowhere. The name is short because a socket's path must be.
 */
const shared = tmpdir();
const own = mkdtempSync(join(shared, 's-'));
process.env['TMPDIR'] = own;
// Node would put its compile cache in there too, and compile everything anew for every file.
process.env['NODE_COMPILE_CACHE'] ??= join(shared, 'node-compile-cache');

afterAll(async () => {
  // The next file of this process has one of its own, beside this.
  process.env['TMPDIR'] = shared;
  // What a test has ended may still be writing its last.
  await rm(own, { recursive: true, force: true, maxRetries: 5 });
});
