import { cpSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { keepPlaces } from './bundle/keep-places.ts';
import { leaveOut } from './bundle/leave-out.ts';
import { listLicences } from './bundle/list-licences.ts';
import { loadLate } from './bundle/load-late.ts';
import { writeManPage } from './bundle/man/write-man-page.ts';
import { ROOT } from './root.ts';

/** Where it goes. Default: `dist/`. */
const DIST = resolve(ROOT, process.argv[2] ?? 'dist');

/** Files that are started by their names, and where they go. */
const ENTRIES = {
  saltern: 'src/cli/main.ts',
  'drivers/qemu/machine/snapshot-server': 'drivers/qemu/machine/snapshot-server.ts',
};

/** What the sources read beside themselves at run time. */
const BESIDE = ['src/**/*.{py,json}'];

/** Installed beside saltern instead of bundled: it has a native part, which is made for the machine. */
const EXTERNAL = ['ssh2'];

/**
 * Makes `dist/`: one file for the command line, with all packages that it uses, and one for each part that is loaded when
 * it is wanted. CommonJS, because Node loads that in half the time of modules. Node refuses to strip types below
 * `node_modules`, so what is published has to be built anyway.
 */
rmSync(DIST, { recursive: true, force: true });
const bundle = await rolldown({
  cwd: ROOT,
  input: ENTRIES,
  platform: 'node',
  external: EXTERNAL,
  plugins: [leaveOut(), loadLate(), keepPlaces(ROOT)],
  onLog(_level, log) {
    // A warning of the bundler is something that does not work at run time.
    throw new Error(log.message);
  },
});
const { output } = await bundle.write({
  dir: DIST,
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
  // For `--debug`: places of a stack are those of the sources. The sources themselves are in the repository.
  sourcemap: true,
  sourcemapExcludeSources: true,
});
for (const file of globSync(BESIDE, { cwd: ROOT })) cpSync(join(ROOT, file), join(DIST, file));
const modules = output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []));
writeFileSync(join(DIST, 'LICENSES.txt'), listLicences(modules));
writeManPage(join(DIST, 'saltern.1'));
