import { firstLine } from '../../../base/text/first-line.ts';
import { quoteWord } from '../../../base/text/quote-word.ts';
import { recordText } from '../probe/parse-records.ts';
import { type Facts, known, type Resource, type ResourceType, unknown } from '../resource.ts';

const QUERY = String.raw`%{NAME}\t%|EPOCH?{%{EPOCH}}:{}|\t%{VERSION}\t%{RELEASE}\t%{ARCH}\n`;
const SIGNATURES = '--nosignature --nodigest';

/** RPM packages, all in one `rpm -q`. Versions read `[epoch:]version-release`, as goss has them. */
export const packageType: ResourceType = {
  name: 'package',
  nameKey: 'name',
  attributes: { installed: 'boolean', versions: 'list' },
  required: ['installed'],
  guard: 'installed',
  settings: {},
  checkName: (name) => (/^[A-Za-z0-9][\w.+:~^-]*$/.test(name) ? undefined : `'${name}' is not a package name`),
  gather: (resources) => [gatherPackages(resources)],
  read(resources, records) {
    const text = recordText(records, 'package.list');
    const packages = parsePackages(text);
    const missing = new Set(text.split('\n').map((line) => /^package (.*) is not installed$/.exec(line)?.[1]));
    const errors = recordText(records, 'package.errors')
      .replace(/^warning: .*$/gm, '')
      .trim();
    return resources.map(({ name }) => {
      const found = packages.filter((one) => one.labels.includes(name));
      const isSure = found.length > 0 || (missing.has(name) && errors === '');
      return isSure ? toFacts(found) : { installed: unknown(describeTrouble(errors)) };
    });
  },
  gatherMore: () => [
    'm package.all',
    `LC_ALL=C rpm -qa ${SIGNATURES} --qf '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}\\n' 2>/dev/null`,
  ],
  explain: ({ resource, facts }, _first, more) => {
    const isInstalled = facts['installed']?.kind === 'value' && facts['installed'].value === true;
    const similar = findSimilar(resource.name, recordText(more, 'package.all').split('\n'));
    if (similar.length > 0) return [`installed: ${similar.join(', ')}`];
    return isInstalled ? [] : [`nothing with a name like '${resource.name}' is installed`];
  },
};

function gatherPackages(resources: readonly Resource[]): string {
  const names = [...new Set(resources.map(({ name }) => quoteWord(name)))].join(' ');
  return [
    'm package.list',
    `{ e=$({ LC_ALL=C rpm -q ${SIGNATURES} --qf '${QUERY}' -- ${names} >&3; } 2>&1); } 3>&1`,
    'm package.errors',
    `printf '%s\\n' "$e"`,
  ].join('\n');
}

interface Installed {
  readonly version: string;
  /** What `rpm -q` would call it by. */
  readonly labels: readonly string[];
}

function parsePackages(text: string): readonly Installed[] {
  return text.split('\n').flatMap((line) => {
    const [name, epoch, version, release, arch] = line.split('\t');
    if (name === undefined || arch === undefined) return [];
    const stems = [
      name,
      `${name}-${version}`,
      `${name}-${version}-${release}`,
      `${name}-${epoch}:${version}-${release}`,
    ];
    return [
      {
        version: `${epoch ? `${epoch}:` : ''}${version}-${release}`,
        labels: [...stems, ...stems.map((stem) => `${stem}.${arch}`)],
      },
    ];
  });
}

/**
 * What kept rpm from answering: it is missing, or its database is damaged or locked. With a damaged database it calls
 * every package not installed, so its word counts only when it had nothing to complain about.
 */
function describeTrouble(errors: string): string {
  const said = firstLine(errors);
  return `rpm did not answer: ${said.replace(/^.*?(?=rpm: )/, '') || 'it said nothing about this package'}`;
}

function toFacts(found: readonly Installed[]): Facts {
  return { installed: known(found.length > 0), versions: known([...new Set(found.map(({ version }) => version))]) };
}

/** At most six installed packages whose names hold the name's longest word, or the other way round. */
function findSimilar(name: string, installed: readonly string[]): readonly string[] {
  const words = name
    .toLowerCase()
    .split(/[-_.+]/)
    .filter((word) => word.length > 2);
  const stems = [name.toLowerCase(), ...words.sort((a, b) => b.length - a.length).slice(0, 1)];
  return installed.filter((one) => stems.some((stem) => one.toLowerCase().includes(stem))).slice(0, 6);
}
