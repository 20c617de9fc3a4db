import { quoteWord } from '../../../base/text/quote-word.ts';
import { findManager, PACKAGE_MANAGERS, PICK_MANAGER } from '../packages/find-manager.ts';
import type { PackageManager } from '../packages/package-manager.ts';
import { findTrouble } from '../probe/find-trouble.ts';
import { type ProbeRecords, recordText } from '../probe/parse-records.ts';
import { type Facts, known, type Resource, type ResourceType, unknown } from '../resource.ts';

/** Packages, all in one question to the guest's own manager: rpm, dpkg, apk or pacman. */
export const packageType: ResourceType = {
  name: 'package',
  nameKey: 'name',
  attributes: { installed: 'boolean', versions: 'list' },
  required: ['installed'],
  guard: 'installed',
  settings: {},
  checkName: (name) => (/^[A-Za-z0-9][\w.+:~^-]*$/.test(name) ? undefined : `'${name}' is not a package name`),
  gather: (resources) => [gatherPackages(namesOf(resources))],
  read(resources, records) {
    const manager = findManager(recordText(records, 'package.manager').trim());
    const find = manager && readAnswer(manager, namesOf(resources), records);
    return resources.map(({ name }): Facts => {
      const versions = find?.(name);
      if (versions) return { installed: known(versions.length > 0), versions: known(versions) };
      return { installed: unknown(describeTrouble(manager, recordText(records, 'package.errors'))) };
    });
  },
  gatherMore: () => [`m package.all\n${PICK_MANAGER}\n${forEachManager(({ listAll }) => listAll)} 2>/dev/null`],
  explain: ({ resource, facts }, _first, more) => {
    const isInstalled = facts['installed']?.kind === 'value' && facts['installed'].value === true;
    const similar = findSimilar(resource.name, recordText(more, 'package.all').split('\n'));
    if (similar.length > 0) return [`installed: ${similar.join(', ')}`];
    return isInstalled ? [] : [`nothing with a name like '${resource.name}' is installed`];
  },
};

function namesOf(resources: readonly Resource[]): readonly string[] {
  return [...new Set(resources.map(({ name }) => name))];
}

function gatherPackages(names: readonly string[]): string {
  const words = names.map((name) => quoteWord(name)).join(' ');
  return [
    PICK_MANAGER,
    `m package.manager; printf '%s\\n' "$pm"`,
    'm package.list',
    `{ e=$({ { LC_ALL=C; export LC_ALL; ${forEachManager((manager) => manager.ask(words))}; } >&3; } 2>&1); } 3>&1; r=$?`,
    `m package.status; printf '%s\\n' "$r"`,
    `m package.errors; printf '%s\\n' "$e"`,
  ].join('\n');
}

function forEachManager(write: (manager: PackageManager) => string): string {
  return `case $pm in ${PACKAGE_MANAGERS.map((manager) => `${manager.name}) ${write(manager)} ;;`).join(' ')} esac`;
}

/** A question that was not answered at all has no exit status, and says nothing of any package. */
function readAnswer(manager: PackageManager, names: readonly string[], records: ProbeRecords) {
  const status = /^\d+$/.exec(recordText(records, 'package.status').trim())?.[0];
  const stdout = records.get('package.list');
  const stderr = records.get('package.errors');
  if (status === undefined || !stdout || !stderr) return undefined;
  return manager.read({
    names,
    stdout: stdout.toString('utf8'),
    stderr: stderr.toString('utf8'),
    status: Number(status),
  });
}

/** What kept the manager from answering: it is missing, or its database is damaged or locked. */
function describeTrouble(manager: PackageManager | undefined, errors: string): string {
  if (!manager) return 'the probe did not say which package manager the guest has';
  const said = findTrouble(errors) ?? 'it said nothing about this package';
  return `${manager.name} did not answer: ${said}`;
}

/** At most six installed packages whose names hold the name's longest word, or the other way round. */
function findSimilar(name: string, installed: readonly string[]): readonly string[] {
  const words = name
    .toLowerCase()
    .split(/[-_.+:]/)
    .filter((word) => word.length > 2);
  const stems = [name.toLowerCase(), ...words.sort((a, b) => b.length - a.length).slice(0, 1)];
  return installed.filter((one) => stems.some((stem) => one.toLowerCase().includes(stem))).slice(0, 6);
}
