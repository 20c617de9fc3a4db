import { join } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import type { Problem } from '../../base/place/place.ts';
import type { TreeSource } from '../../contract/plan.ts';
import type { ProjectInstance } from '../project.ts';

type Suite = Pick<ProjectInstance, 'formula' | 'suite' | 'states' | 'trees' | 'place'>;

/** States of suites that neither the formula nor what it depends on holds; what comes from git is not looked at. */
export async function findMissingStates(instances: readonly Suite[]): Promise<readonly Problem[]> {
  const suites = [...new Map(instances.map((one) => [JSON.stringify([one.formula, one.suite]), one])).values()];
  const problems = await Promise.all(suites.map(problemsOf));
  return problems.flat();
}

async function problemsOf({ suite, states, trees, place }: Suite): Promise<readonly Problem[]> {
  if (states.kind !== 'states') return [];
  const isThere = await Promise.all(states.states.map((state) => mayBeThere(state, trees)));
  return states.states
    .filter((_, index) => !isThere[index])
    .map((state) => ({
      file: place.file,
      line: place.line ?? 1,
      column: 1,
      message: `suite '${suite}' applies '${state}', and neither the formula nor what it depends on has such an sls`,
    }));
}

async function mayBeThere(state: string, trees: Suite['trees']): Promise<boolean> {
  const local = trees.flatMap(({ tree }) => (tree === undefined ? [] : [tree]));
  const [first = ''] = state.split('.');
  const isFromGit = trees.some(({ name, tree }) => tree === undefined && name === first);
  const found = await Promise.all(local.map((tree) => holds(tree, state)));
  return isFromGit || found.includes(true);
}

async function holds({ name, path, isFileRoot = false }: TreeSource, state: string): Promise<boolean> {
  const words = state.split('.');
  const inside = isFileRoot ? words : words.slice(1);
  if (!isFileRoot && words[0] !== name) return false;
  const stem = join(path, ...inside);
  const kinds = await Promise.all([kindOf(join(stem, 'init.sls')), kindOf(`${stem}.sls`)]);
  return kinds.includes('file');
}
