import type { Finding } from '../contract/driver.ts';
import { SalternError } from '../contract/errors.ts';
import { OLDEST_NODE } from '../contract/package-facts.ts';
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
  return findings;
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

function checkNode(version: string): Finding {
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
