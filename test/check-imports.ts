import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ROOT } from './root.ts';

const DRIVER = ['src/base', 'src/contract', 'src/connect'];
const QEMU_WORDS = ['drivers/qemu/config.ts', 'drivers/qemu/handle.ts', 'drivers/qemu/ports.ts'];
const QEMU_PARTS = ['machine', 'guest', 'images', 'saved'].map((name) => `drivers/qemu/${name}`);
const QEMU_LAUNCH = ['drivers/qemu/launch-machine.ts', 'drivers/qemu/capture-failure.ts'];

/** Everything that use cases put together. */
const LIBRARY = [
  'base',
  'contract',
  'config',
  'plan',
  'run',
  'provision',
  'verify',
  'snapshot',
  'gate',
  'report',
  'store',
].map((folder) => `src/${folder}`);

/** Who may import whom, beside its own folder: the table of the design, with the reason where it is not plain. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // The ground floor, lowest first: each sub-folder knows only those above it in this list.
  'src/base/json': [],
  'src/base/place': [],
  'src/base/error': [],
  'src/base/text': [],
  'src/base/time': ['src/base/text'],
  'src/base/wait': [],
  'src/base/lock': ['src/base/wait'],
  'src/base/tar': [],
  'src/base/files': ['src/base/error', 'src/base/text'],
  'src/base/yaml': ['src/base/json', 'src/base/place', 'src/base/text', 'src/base/time'],
  'src/base/unpack': ['src/base/error', 'src/base/files'],
  'src/base/fetch': ['src/base/error', 'src/base/files', 'src/base/json'],
  'src/contract': ['src/base', 'package.json'],
  // From text to a project: each folder knows only those above it here.
  'src/config/project.ts': ['src/base', 'src/contract', 'src/config/files/layer.ts'],
  'src/config/schema': ['src/base', 'src/contract'],
  'src/config/formula': ['src/base', 'src/contract', 'src/config/project.ts'],
  'src/config/files': ['src/base', 'src/contract', 'src/config/schema', 'src/config/formula'],
  'src/config/settle': [
    'src/base',
    'src/contract',
    'src/config/schema',
    'src/config/formula',
    'src/config/files',
    'src/config/project.ts',
  ],
  'src/config': ['src/base', 'src/contract'],
  'src/plan': ['src/base', 'src/contract', 'src/config/project.ts'],
  'src/run': ['src/base', 'src/contract'],
  'src/connect': ['src/base', 'src/contract'],
  // From the plan to the guest and back; each knows only what stands above it here.
  'src/provision/guest-paths.ts': [],
  'src/provision/bundle': ['src/base', 'src/contract', 'src/provision/guest-paths.ts'],
  'src/provision/worker': ['src/base', 'src/contract', 'src/provision/guest-paths.ts'],
  'src/provision/stages': ['src/base', 'src/contract', 'src/provision/guest-paths.ts', 'src/provision/worker'],
  'src/provision/answer': ['src/base', 'src/contract', 'src/provision/bundle'],
  'src/provision': ['src/base', 'src/contract'],
  'src/verify': ['src/base', 'src/contract'],
  'src/snapshot': ['src/base', 'src/contract'],
  'src/gate': ['src/base', 'src/contract'],
  'src/report': ['src/base', 'src/contract'],
  'src/store': ['src/base', 'src/contract'],
  'src/app': LIBRARY,
  'src/cli': ['src/base', 'src/contract', 'src/report', 'src/app'],
  // The composition root is the one file that knows the drivers.
  'src/cli/create-app.ts': ['src/base', 'src/contract', 'src/report', 'src/app', 'src/cli', 'drivers/index.ts'],
  'drivers/index.ts': ['src/base', 'src/contract', 'drivers'],
  'drivers/docker': DRIVER,
  'drivers/fake': DRIVER,
  // Within the driver of virtual machines too each folder knows only those below it.
  'drivers/qemu/machine': [...DRIVER, ...QEMU_WORDS],
  'drivers/qemu/images': [...DRIVER, ...QEMU_WORDS],
  'drivers/qemu/guest': [...DRIVER, ...QEMU_WORDS, 'drivers/qemu/machine'],
  'drivers/qemu/saved': [...DRIVER, ...QEMU_WORDS, 'drivers/qemu/machine', 'drivers/qemu/images'],
  'drivers/qemu/build': [...DRIVER, ...QEMU_WORDS, ...QEMU_PARTS, ...QEMU_LAUNCH],
  'drivers/qemu/launch-machine.ts': [...DRIVER, ...QEMU_WORDS, ...QEMU_PARTS, 'drivers/qemu/project-key.ts'],
  'drivers/qemu/capture-failure.ts': [...DRIVER, 'drivers/qemu/machine'],
  'drivers/qemu': DRIVER,
};

const places = Object.keys(MAY_IMPORT).toSorted((a, b) => b.length - a.length);

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
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

const breaches = globSync(['src/**/*.ts', 'drivers/**/*.ts'], { cwd: ROOT }).flatMap(findBreaches);
for (const breach of breaches) console.error(breach);
process.exit(breaches.length === 0 ? 0 : 1);
