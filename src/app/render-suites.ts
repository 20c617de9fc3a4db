import { tmpdir } from 'node:os';
import { firstLine } from '../base/text/first-line.ts';
import type { Problem } from '../base/place/place.ts';
import type { ProjectInstance } from '../config/project.ts';
import type { ConvergeProblem } from '../contract/result.ts';
import { renderHere } from '../provision/render/render-here.ts';
import { findOnPath } from './doctor/find-programs.ts';
import type { Services } from './services.ts';

/** Where Salt is on this machine; undefined: nowhere that the PATH leads to. */
export function findSalt({ environment }: Pick<Services, 'environment'>): Promise<string | undefined> {
  return findOnPath('salt-call', environment['PATH'] ?? '');
}

/**
 * What Salt on this machine has against the states of each suite, none of which is applied. Suites that need a formula from
 * git are left out: nothing is fetched for this.
 */
export async function renderSuites(
  { signal }: Pick<Services, 'signal'>,
  program: string,
  instances: readonly ProjectInstance[],
): Promise<readonly Problem[]> {
  const suites = [...new Map(instances.map((one) => [`${one.formula} ${one.suite}`, one])).values()];
  const found: Problem[] = [];
  // One after the other: each starts a Salt.
  for (const instance of suites) {
    const trees = instance.trees.flatMap(({ tree }) => (tree === undefined ? [] : [tree]));
    if (trees.length < instance.trees.length) continue;
    const plan = { ...instance, trees, snapshot: undefined };
    const problems = await renderHere(plan, { program, temporary: tmpdir(), signal });
    found.push(...problems.map((problem) => toProblem(instance, problem)));
  }
  return found;
}

function toProblem({ suite, place: own }: ProjectInstance, { message, place }: ConvergeProblem): Problem {
  const { file, line = 1, column = 1 } = place ?? own;
  return { file, line, column, message: `Salt here, for the suite '${suite}': ${firstLine(message)}` };
}
