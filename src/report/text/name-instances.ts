import type { InstanceSummary } from '../../contract/events.ts';

/**
 * Several instances in few words: `ops-ssh-default on 7, 8, 9; ops-time-default on 9`. Of platforms their release alone
 * where all of the run are of one distribution and no two have the same; suites on the same platforms share these.
 * `planned`: all instances of the run.
 */
export function nameInstances(some: readonly InstanceSummary[], planned: readonly InstanceSummary[]): string {
  const toWord = platformWords(planned);
  const bySuite = Map.groupBy(some, suiteOf);
  const suites = [...bySuite].map(([suite, ones]) => ({
    suite,
    on: ones.map(({ platform }) => toWord(platform)).join(', '),
  }));
  return [...Map.groupBy(suites, ({ on }) => on)]
    .map(([on, ones]) => `${ones.map(({ suite }) => suite).join(', ')} on ${on}`)
    .join('; ');
}

/** The instance's name without its platform. */
function suiteOf({ name, platform }: InstanceSummary): string {
  return name.endsWith(`-${platform}`) ? name.slice(0, -platform.length - 1) : name;
}

function platformWords(planned: readonly InstanceSummary[]): (platform: string) => string {
  const platforms = [...new Set(planned.map(({ platform }) => platform))];
  const releases = platforms.map((platform) => /^([a-z]+)-(?:.*-)?(\d[\w.]*)$/i.exec(platform));
  const families = new Set(releases.map((found) => found?.[1]));
  const numbers = new Set(releases.map((found) => found?.[2]));
  const isClear = !releases.includes(null) && families.size === 1 && numbers.size === platforms.length;
  return (platform) => (isClear ? (platform.split('-').at(-1) ?? platform) : platform);
}
