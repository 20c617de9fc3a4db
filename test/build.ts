import { execFileSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.ts';

/** What the sources read beside themselves at run time. */
const BESIDE = ['src/**/*.py'];

/** Makes `dist/`: Node refuses to strip types below `node_modules`, so what is published is compiled. */
rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
// Starts tsc: of this project, whatever the PATH says.
execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
for (const file of globSync(BESIDE, { cwd: ROOT })) cpSync(join(ROOT, file), join(ROOT, 'dist', file));
