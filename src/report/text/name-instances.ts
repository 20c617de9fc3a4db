import { platformWords } from '../../base/text/platform-words.ts';
import type { InstanceSummary } from '../../contract/events.ts';

/**
 * Several instances in few words: `ops-ssh-default on 7, 8, 9; ops-time-default on 9`. Of platforms their release alone
 * where all of the run are of one distribution and no two have the same; suites on the same platforms share these.
 * `planned`: all instances of the run.
 */
export function nameInstances(some: readonly InstanceSummary[], planned: readonly InstanceSummary[]): string {
  const toWord = platformWords(planned.map(({ platform }) => platform));
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
