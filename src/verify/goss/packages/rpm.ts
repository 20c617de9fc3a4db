import type { PackageManager } from './package-manager.ts';

const QUERY = String.raw`%{NAME}\t%|EPOCH?{%{EPOCH}}:{}|\t%{VERSION}\t%{RELEASE}\t%{ARCH}\n`;
const SIGNATURES = '--nosignature --nodigest';

/** All in one `rpm -q`. Versions read `[epoch:]version-release`. */
export const rpm: PackageManager = {
  name: 'rpm',
  ask: (words) => `rpm -q ${SIGNATURES} --qf '${QUERY}' -- ${words}`,
  read({ stdout, stderr }) {
    // One package that was asked for under two labels is told twice, in the same words.
    const lines = [...new Set(stdout.split('\n'))];
    const packages = lines.flatMap(parsePackage);
    const missing = new Set(lines.map((line) => /^package (.*) is not installed$/.exec(line)?.[1]));
    // With a damaged database it calls every package not installed: its "no" counts only when it complains of nothing.
    const isCalm = stderr.replace(/^warning: .*$/gm, '').trim() === '';
    return (name) => {
      const versions = packages.filter(({ labels }) => labels.includes(name)).map(({ version }) => version);
      if (versions.length > 0) return versions;
      return missing.has(name) && isCalm ? [] : undefined;
    };
  },
  listAll: `rpm -qa ${SIGNATURES} --qf '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}\\n'`,
};

interface Package {
  readonly version: string;
  /** All that `rpm -q` would call it by. */
  readonly labels: readonly string[];
}

function parsePackage(line: string): readonly Package[] {
  const [name, epoch, version, release, arch] = line.split('\t');
  if (name === undefined || arch === undefined) return [];
  const versions = [`${version}`, `${epoch || 0}:${version}`];
  const stems = [name, ...versions.flatMap((one) => [`${name}-${one}`, `${name}-${one}-${release}`])];
  return [
    {
      version: `${epoch ? `${epoch}:` : ''}${version}-${release}`,
      labels: [...stems, ...stems.map((stem) => `${stem}.${arch}`)],
    },
  ];
}
