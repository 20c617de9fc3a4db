import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.ts';

/** The committed JSON Schemas, each with the arguments that print it. */
const SCHEMAS: Readonly<Record<string, readonly string[]>> = {
  'schemas/saltern.schema.json': ['config', 'schema', 'project'],
  'schemas/suite.schema.json': ['config', 'schema', 'suite'],
  'schemas/overlay.schema.json': ['config', 'schema', 'overlay'],
  'schemas/gate.schema.json': ['config', 'schema', 'gate'],
  'schemas/checks.schema.json': ['config', 'schema', 'checks'],
  'schemas/waiver.schema.json': ['config', 'schema', 'waiver'],
  'schemas/hold.schema.json': ['config', 'schema', 'hold'],
  'schemas/approval.schema.json': ['config', 'schema', 'approval'],
};

for (const [path, argv] of Object.entries(SCHEMAS)) {
  const main = join(ROOT, 'src/cli/main.ts');
  // Starts node: the command line of these sources.
  writeFileSync(join(ROOT, path), execFileSync(process.execPath, [main, ...argv], { cwd: ROOT }));
}
// Starts oxfmt: a module of this project.
execFileSync(join(ROOT, 'node_modules/.bin/oxfmt'), Object.keys(SCHEMAS), { cwd: ROOT });
