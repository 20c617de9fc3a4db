import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** What runs in a guest is Python, and so are its tests: `test_*.py` beside this file, each shown here under its own sentence. */
const SOURCES = join(import.meta.dirname, '../../../../../src/provision/worker');
const RUNNER = join(import.meta.dirname, 'run_tests.py');

const resultSchema = z.object({ file: z.string(), title: z.string(), trouble: z.array(z.string()) });

function runTests() {
  const said = execFileSync('python3', ['-B', RUNNER, SOURCES], { encoding: 'utf8', timeout: 120_000 });
  const results = said
    .trim()
    .split('\n')
    .map((line) => resultSchema.parse(JSON.parse(line)));
  return Map.groupBy(results, ({ file }) => file.replace(/^test_/, ''));
}

describe.each([...runTests()])('%s.py', (_file, results) => {
  it.each(results.map(({ title, trouble }) => [title, trouble] as const))('%s', (_title, trouble) => {
    expect(trouble.join('\n')).toBe('');
  });
});
