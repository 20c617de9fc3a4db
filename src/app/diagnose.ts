import type { Finding } from '../contract/driver.ts';
import { SalternError } from '../contract/errors.ts';
import { findVerifier } from '../verify/index.ts';
import { findPrograms } from './find-programs.ts';
import { hostContext } from './host-context.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { listDrivers } from './select-fleet.ts';
import type { Services } from './services.ts';

/** What is found about this machine, for the project's drivers and verifiers; outside of a project, for `docker`. */
export async function diagnose(services: Services, options: ProjectOptions): Promise<readonly Finding[]> {
  const { drivers, verifiers } = await describeProject(services, options);
  const context = hostContext(services);
  const path = services.environment['PATH'] ?? '';
  const findings: Finding[] = [checkNode(services.nodeVersion), ...(await findPrograms(path))];
  for (const name of drivers) {
    const driver = await services.driver(name);
    findings.push(...(await driver.doctor(context)));
  }
  for (const name of verifiers) {
    const verifier = await findVerifier(name).load();
    findings.push(...((await verifier.doctor?.(context)) ?? []));
  }
  return findings.map(dropOwnName);
}

interface ProjectNeeds {
  readonly drivers: readonly string[];
  readonly verifiers: readonly string[];
}

async function describeProject(services: Services, options: ProjectOptions): Promise<ProjectNeeds> {
  try {
    const project = await loadProjectFor(services, options);
    const verifiers = project.instances.flatMap(({ verify }) => verify.map(({ verifier }) => verifier));
    return { drivers: listDrivers(project), verifiers: [...new Set(verifiers)] };
  } catch (error) {
    if (error instanceof SalternError && error.code === 'CONFIG_NOT_FOUND')
      return { drivers: ['docker'], verifiers: [] };
    throw error;
  }
}

/** Drivers' hints are written for other verbs: `saltern doctor` must not recommend itself. */
function dropOwnName(finding: Finding): Finding {
  const sentences = finding.remedy
    ?.replace(/,? or run `saltern doctor`[^.;]*/, '')
    .split(/(?<=\.) +/)
    .filter((sentence) => !sentence.includes('`saltern doctor`'));
  return { ...finding, remedy: sentences?.join(' ') || undefined };
}

function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > 24 || (major === 24 && minor >= 15);
  return {
    title: 'Node.js',
    outcome: isNew ? 'pass' : 'fail',
    message: `version ${version}`,
    remedy: isNew ? undefined : 'Install Node.js 24.15 or newer.',
  };
}
