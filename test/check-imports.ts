import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ROOT } from './root.ts';

const GROUND = ['src/base', 'src/contract'];

const REPORT_TOP = ['after-run', 'gives-verdict', 'write-report'].map((name) => `src/report/${name}.ts`);
const REPORT = [...GROUND, 'src/report/text', 'src/report/explain', ...REPORT_TOP];

/** What commands are made with. */
const CLI_WORDS = ['app', 'answer'].map((name) => `src/cli/${name}.ts`);
const CLI_HELP = [
  'describe-references',
  'read-amounts',
  'render-table',
  'render-comparison',
  'tell-snapshot',
  'spare-memory',
].map((name) => `src/cli/${name}.ts`);
const CLI_TABLES = ['describe-newest', 'fit-table', 'render-comparison'].map((name) => `src/cli/${name}.ts`);
const CLI_PARTS = [
  ...CLI_WORDS,
  ...CLI_HELP,
  ...CLI_TABLES,
  'src/cli/report-error.ts',
  'src/cli/paint-lines.ts',
  'src/cli/tell-troubles.ts',
  'src/cli/run-in-instances.ts',
  'src/cli/open-screen.ts',
  'src/cli/complete',
];

const DRIVER = [...GROUND, 'src/connect'];
const QEMU_WORDS = ['config', 'handle', 'ports'].map((name) => `drivers/qemu/${name}.ts`);
const QEMU_PARTS = ['machine', 'guest', 'images', 'saved'].map((name) => `drivers/qemu/${name}`);
const QEMU_LAUNCH = ['project-key', 'capture-failure', 'launch-machine'].map((name) => `drivers/qemu/${name}.ts`);

/** Everything that use cases put together. */
const LIBRARY = [
  'config',
  'plan',
  'run',
  'provision',
  'verify',
  'snapshot',
  'gate',
  'report',
  'site',
  'store',
  'farm',
  'signing',
].map((folder) => `src/${folder}`);

/**
 * Who may import whom, beside its own folder: the table of the design, lowest first. A row names only what stands above
 * it, so no arrow runs back; a folder's own row stands below those of its parts and is for what is in none of them.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/base/json': [],
  'src/base/place': [],
  'src/base/error': [],
  'src/base/text': [],
  'src/base/secret': ['src/base/json', 'src/base/text'],
  'src/base/page': ['src/base/text'],
  'src/base/sign': [],
  'src/base/time': ['src/base/text'],
  'src/base/systemd': [],
  'src/base/rpm': ['src/base/text'],
  'src/base/postgres': ['src/base/secret'],
  'src/base/wait': [],
  'src/base/process': ['src/base/wait'],
  'src/base/lock': ['src/base/wait'],
  'src/base/files': ['src/base/error', 'src/base/text'],
  'src/base/tar': ['src/base/error', 'src/base/files'],
  'src/base/yaml': ['src/base/json', 'src/base/place', 'src/base/text', 'src/base/time'],
  'src/base/unpack': ['src/base/error', 'src/base/files'],
  'src/base/fetch': ['src/base/error', 'src/base/files', 'src/base/json'],
  'src/base/registry': ['src/base/json', 'src/base/text', 'src/base/process', 'src/base/files'],
  'src/base/web': ['src/base/error', 'src/base/fetch', 'src/base/files', 'src/base/text'],
  'src/base/pulp': ['error', 'fetch', 'files', 'json', 'time', 'wait', 'web', 'yaml'].map(
    (folder) => `src/base/${folder}`,
  ),
  'src/contract': ['src/base', 'package.json'],
  // From text to a project.
  'src/config/layer.ts': GROUND,
  'src/config/project.ts': [...GROUND, 'src/config/layer.ts'],
  'src/config/schema': GROUND,
  'src/config/formula': [...GROUND, 'src/config/project.ts'],
  'src/config/kitchen': [...GROUND, 'src/config/schema'],
  'src/config/init': [...GROUND, 'src/config/project.ts', 'src/config/formula', 'src/config/kitchen'],
  'src/config/files': [...GROUND, 'src/config/layer.ts', 'src/config/schema', 'src/config/formula'],
  'src/config/settle': [
    ...GROUND,
    'src/config/layer.ts',
    'src/config/project.ts',
    'src/config/schema',
    'src/config/formula',
    'src/config/files',
  ],
  'src/config/rules': [
    ...GROUND,
    'src/config/layer.ts',
    'src/config/project.ts',
    'src/config/schema',
    'src/config/files',
    'src/config/settle',
  ],
  'src/config/secrets': [
    ...GROUND,
    'src/config/layer.ts',
    'src/config/project.ts',
    'src/config/files',
    'src/config/settle',
  ],
  'src/config': GROUND,
  'src/plan': [...GROUND, 'src/config/project.ts'],
  'src/run/bind': GROUND,
  'src/run/recipe.ts': GROUND,
  'src/run/made.ts': GROUND,
  'src/run': GROUND,
  'src/connect': GROUND,
  // From the plan to the guest and back.
  'src/provision/guest-paths.ts': [],
  'src/provision/bundle': [...GROUND, 'src/provision/guest-paths.ts'],
  'src/provision/worker': [...GROUND, 'src/provision/guest-paths.ts'],
  'src/provision/stages': [...GROUND, 'src/provision/guest-paths.ts', 'src/provision/worker'],
  'src/provision/answer': [...GROUND, 'src/provision/bundle', 'src/provision/worker'],
  'src/provision/render': [...GROUND, 'src/provision/guest-paths.ts', 'src/provision/bundle', 'src/provision/answer'],
  'src/provision': GROUND,
  'src/verify': GROUND,
  'src/snapshot/root': GROUND,
  'src/snapshot/metadata': GROUND,
  'src/snapshot/pool': [...GROUND, 'src/snapshot/root', 'src/snapshot/metadata'],
  'src/snapshot/member': [...GROUND, 'src/snapshot/root', 'src/snapshot/metadata', 'src/snapshot/pool'],
  'src/snapshot/tools': GROUND,
  'src/snapshot/solve': [...GROUND, 'src/snapshot/tools', 'src/snapshot/metadata'],
  // A source brings files into the pool and knows nothing of snapshots.
  'src/snapshot/sources': [...GROUND, 'src/snapshot/metadata', 'src/snapshot/member/signing-kind.ts'],
  'src/snapshot': GROUND,
  // A target moves what it is told to and knows nothing of decisions.
  'src/gate/targets': GROUND,
  'src/gate': GROUND,
  'src/signing': GROUND,
  ...rowOfEach(REPORT_TOP, GROUND),
  'src/report/text': GROUND,
  'src/report/explain': [...GROUND, 'src/report/text'],
  'src/report/terminal': REPORT,
  'src/report/junit': REPORT,
  'src/report/memory': REPORT,
  'src/report/story': [...REPORT, 'src/report/memory'],
  'src/report/fleet': REPORT,
  'src/report/page': REPORT,
  'src/report/badge': [...REPORT, 'src/report/memory', 'src/report/page'],
  'src/report/metrics': REPORT,
  'src/report/findings': REPORT,
  'src/report/github': [...REPORT, 'src/report/findings'],
  'src/report/gitlab': REPORT,
  'src/report/sarif': [...REPORT, 'src/report/findings'],
  'src/report/code-quality': [...REPORT, 'src/report/findings'],
  'src/report/log': REPORT,
  'src/report/notify': REPORT,
  'src/report': GROUND,
  'src/store/night-schema.ts': GROUND,
  'src/store/record-schemas.ts': GROUND,
  'src/store/files': [...GROUND, 'src/store/night-schema.ts', 'src/store/record-schemas.ts'],
  'src/store/history': [...GROUND, 'src/store/record-schemas.ts', 'src/store/files/write-record.ts'],
  'src/site': GROUND,
  'src/store': GROUND,
  'src/farm/shards': GROUND,
  'src/farm': GROUND,
  'src/app': [...GROUND, ...LIBRARY],
  'drivers/docker': DRIVER,
  'drivers/fake': DRIVER,
  ...rowOfEach(QEMU_WORDS, DRIVER),
  'drivers/qemu/machine': [...DRIVER, ...QEMU_WORDS],
  'drivers/qemu/images': [...DRIVER, ...QEMU_WORDS],
  'drivers/qemu/guest': [...DRIVER, ...QEMU_WORDS, 'drivers/qemu/machine'],
  'drivers/qemu/saved': [...DRIVER, ...QEMU_WORDS, 'drivers/qemu/machine', 'drivers/qemu/images'],
  'drivers/qemu/project-key.ts': DRIVER,
  'drivers/qemu/capture-failure.ts': [...DRIVER, 'drivers/qemu/machine'],
  'drivers/qemu/launch-machine.ts': [...DRIVER, ...QEMU_WORDS, ...QEMU_PARTS, 'drivers/qemu/project-key.ts'],
  'drivers/qemu/build': [...DRIVER, ...QEMU_WORDS, ...QEMU_PARTS, ...QEMU_LAUNCH],
  'drivers/qemu': DRIVER,
  'drivers/index.ts': [...GROUND, 'drivers'],
  'src/cli/app.ts': [...GROUND, 'src/app'],
  'src/cli/answer.ts': [...GROUND, 'src/cli/app.ts'],
  ...rowOfEach(CLI_HELP, [...GROUND, ...CLI_WORDS]),
  'src/cli/describe-newest.ts': [...GROUND, 'src/app'],
  'src/cli/fit-table.ts': [...GROUND, 'src/cli/render-table.ts'],
  'src/cli/render-comparison.ts': [...GROUND, 'src/app', 'src/cli/render-table.ts'],
  'src/cli/render-problems.ts': GROUND,
  'src/cli/report-error.ts': [...GROUND, ...CLI_WORDS, 'src/cli/render-problems.ts'],
  'src/cli/tell-troubles.ts': [...GROUND, ...CLI_WORDS, ...CLI_HELP, 'src/cli/report-error.ts'],
  'src/cli/paint-lines.ts': [...GROUND, 'src/report', ...CLI_WORDS],
  'src/cli/open-screen.ts': [...GROUND, 'src/report', ...CLI_WORDS],
  'src/cli/run-in-instances.ts': [...GROUND, 'src/app', ...CLI_WORDS],
  'src/cli/complete': [...GROUND, 'src/app', ...CLI_WORDS],
  'src/cli/commands': [...GROUND, 'src/app', 'src/report', ...CLI_PARTS],
  'src/cli/verbs': [...GROUND, 'src/app', 'src/report', ...CLI_PARTS, 'src/cli/commands'],
  'src/cli/end-process.ts': [],
  'src/cli/disarm-app.ts': [...GROUND, 'src/cli/app.ts', 'src/report/github'],
  'src/cli/relay-to.ts': [...GROUND, 'src/cli/app.ts'],
  // The composition root is the one file that knows the drivers.
  'src/cli/create-app.ts': [
    ...GROUND,
    'src/app',
    'src/report',
    ...CLI_WORDS,
    'src/cli/end-process.ts',
    'src/cli/relay-to.ts',
    'drivers/index.ts',
  ],
  'src/cli': [...GROUND, 'src/report', 'src/app'],
};

const rows = Object.keys(MAY_IMPORT);
const places = rows.toSorted((a, b) => b.length - a.length);

const breaches = [
  ...rows.flatMap(findBackArrows),
  ...globSync(['src/**/*.ts', 'drivers/**/*.ts'], { cwd: ROOT }).flatMap(findBreaches),
];
for (const breach of breaches) console.error(breach);
process.exit(breaches.length === 0 ? 0 : 1);

function rowOfEach(
  files: readonly string[],
  mayImport: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(files.map((file) => [file, mayImport]));
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** What a row names although it is not known above it, or not all of it is. */
function findBackArrows(row: string, index: number): readonly string[] {
  const [above, below] = [rows.slice(0, index), rows.slice(index + 1)];
  const isKnown = (target: string): boolean =>
    target === 'package.json' || above.some((one) => isWithin(one, target) || isWithin(target, one));
  return [...(MAY_IMPORT[row] ?? []), row]
    .filter((target) => (target !== row && !isKnown(target)) || below.some((one) => isWithin(one, target)))
    .map((target) => `test/check-imports.ts:1:1  the row '${row}' names '${target}', which does not stand above it`);
}

function findBreaches(file: string): readonly string[] {
  const place = places.find((one) => isWithin(file, one));
  if (place === undefined) return [`${file}:1:1  belongs to no place of the import table`];
  const allowed = [...(MAY_IMPORT[place] ?? []), place];
  return readFileSync(join(ROOT, file), 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const target = /(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/.exec(line)?.[1];
      if (target === undefined) return [];
      const path = normalize(join(dirname(file), target));
      if (allowed.some((one) => isWithin(path, one))) return [];
      return [`${file}:${index + 1}:${line.indexOf(target) + 1}  '${place}' may not import '${path}'`];
    });
}
