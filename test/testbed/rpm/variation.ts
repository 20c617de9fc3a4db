import type { Recipe } from './recipe.ts';

/** What is wrong with a package on a bad night; each shows only when the software runs. */
export type BrokenKind = 'exits' | 'config' | 'dependency' | 'port';

/** In which way an RPM differs from the one of night 0. */
export interface Variation {
  /** Added to the number that the release starts with. */
  readonly bump?: number;
  /** Added to the build time, in days: another file under the same name, version and release. */
  readonly rebuilt?: number;
  readonly broken?: BrokenKind;
}

/** The package that each kind of breakage is in. */
export const brokenPackage: Readonly<Record<BrokenKind, Recipe['name']>> = {
  exits: 'chrony',
  config: 'openssh-server',
  dependency: 'rsyslog',
  port: 'node_exporter',
};

/** The release of an RPM: `3.el9`, a night later `4.el9`, broken on that night `4.1.el9`. */
export function releaseOf(revision: string, el: string, variation: Variation): string {
  const [first = '1', ...rest] = revision.split('.');
  const numbers = [Number(first) + (variation.bump ?? 0), ...rest, ...(variation.broken ? [1] : [])];
  return `${numbers.join('.')}.${el}`;
}
