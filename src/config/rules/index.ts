import type { Problem } from '../../base/place/place.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { againHasReason } from './again-has-reason.ts';
import { checksSaySomething } from './checks-say-something.ts';
import { driverConfigFits } from './driver-config-fits.ts';
import { driversAreKnown } from './drivers-are-known.ts';
import { formulasAreNamed } from './formulas-are-named.ts';
import { formulasAreThere } from './formulas-are-there.ts';
import { formulasDiffer } from './formulas-differ.ts';
import { instancesDiffer } from './instances-differ.ts';
import { instancesFitNames } from './instances-fit-names.ts';
import { overlaysNameFormulas } from './overlays-name-formulas.ts';
import { pillarFilesAreSls } from './pillar-files-are-sls.ts';
import { pillarIsThere } from './pillar-is-there.ts';
import { platformsAreListedOnce } from './platforms-are-listed-once.ts';
import { platformsAreNamed } from './platforms-are-named.ts';
import { platformsMatch } from './platforms-match.ts';
import type { Rule } from './rule.ts';
import { saltSourceIsWhole } from './salt-source-is-whole.ts';
import { snapshotSourceFits } from './snapshot-source-fits.ts';
import { statesAreClear } from './states-are-clear.ts';
import { statesAreThere } from './states-are-there.ts';
import { stepsMakeSense } from './steps-make-sense.ts';
import { suitesAreNamed } from './suites-are-named.ts';
import { suitesKeepAPlatform } from './suites-keep-a-platform.ts';

/** Every rule. A new one is a file, and a line here. */
export const RULES: readonly Rule[] = [
  formulasAreNamed,
  formulasAreThere,
  formulasDiffer,
  overlaysNameFormulas,
  platformsAreNamed,
  platformsMatch,
  platformsAreListedOnce,
  suitesAreNamed,
  suitesKeepAPlatform,
  statesAreClear,
  statesAreThere,
  pillarFilesAreSls,
  pillarIsThere,
  checksSaySomething,
  saltSourceIsWhole,
  againHasReason,
  stepsMakeSense,
  driversAreKnown,
  driverConfigFits,
  snapshotSourceFits,
  instancesDiffer,
  instancesFitNames,
];

/** What breaks a rule. */
export async function checkRules(settled: SettledProject): Promise<readonly Problem[]> {
  return (await Promise.all(RULES.map(async (rule) => await rule(settled)))).flat();
}
