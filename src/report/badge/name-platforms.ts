/** Distributions as they write themselves, by the first word of a platform's name. */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  almalinux: 'AlmaLinux',
  centos: 'CentOS',
  debian: 'Debian',
  fedora: 'Fedora',
  oraclelinux: 'Oracle Linux',
  rhel: 'RHEL',
  rocky: 'Rocky Linux',
  ubuntu: 'Ubuntu',
};

/**
 * Platforms as people call them: `CentOS 7`, `CentOS 9` for `centos-stream-9`, but `CentOS Stream 9` where the project has
 * a `centos-9` too. What is no known distribution keeps its name. Pure.
 */
export function namePlatforms(platforms: readonly string[]): ReadonlyMap<string, string> {
  const names = [...new Set(platforms)];
  const counts = Map.groupBy(names, shortWord);
  return new Map(
    names.map((name) => [name, (counts.get(shortWord(name))?.length ?? 0) > 1 ? longWord(name) : shortWord(name)]),
  );
}

function shortWord(platform: string): string {
  return longWord(platform).replace(' Stream ', ' ');
}

function longWord(platform: string): string {
  const [first = '', ...others] = platform.split('-');
  const distribution = DISTRIBUTIONS[first];
  if (distribution === undefined) return platform;
  return [distribution, ...others.map((word) => (word === 'stream' ? 'Stream' : word))].join(' ');
}
