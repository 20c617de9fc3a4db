import { count } from '../base/text/count.ts';
import type { DerivedFrom, InstallCheck } from './snapshot.ts';

/** `dnf 4.14.0 in centos-stream-9, beside 212 packages of its image`. Pure. */
export function describeInstallCheck(check: InstallCheck): string {
  switch (check.by) {
    case 'image':
      return `${check.solver} in ${check.platform}, beside ${count(check.installed, 'package')} of its image`;
    case 'machine':
      return `${check.solver} of this machine, without the packages of an image`;
    default:
      return check satisfies never;
  }
}

/** Whose word a derived snapshot rests on; empty where it is not known. Pure. */
export function describeChecks({ checks, isBroken = false }: Pick<DerivedFrom, 'checks' | 'isBroken'>): string {
  if (checks === undefined) return '';
  const who = checks.length === 0 ? 'nobody' : checks.map(describeInstallCheck).join('; ');
  return `solver: ${who}${isBroken ? ', which said that something cannot be installed' : ''}`;
}
