import type { Finding } from '../../contract/driver.ts';
import { OLDEST_NODE } from '../../contract/package-facts.ts';

/** Whether saltern runs on this version of Node.js. */
export function checkNode(version: string): Finding {
  const isNew = compareVersions(version, OLDEST_NODE) >= 0;
  return {
    title: 'Node.js',
    outcome: isNew ? 'pass' : 'fail',
    message: `version ${version}`,
    remedy: isNew ? undefined : `Install Node.js ${OLDEST_NODE} or newer.`,
  };
}

/** By major and minor. */
function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  return (a?.[0] ?? 0) - (b?.[0] ?? 0) || (a?.[1] ?? 0) - (b?.[1] ?? 0);
}
