import { basename, resolve } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import { hasCode } from '../../base/error/has-code.ts';
import { SalternError } from '../../contract/errors.ts';
import { findFormulas } from './find-formulas.ts';
import { initFleet } from './init-fleet.ts';
import type { NewProject } from './new-project.ts';
import { readPart, type Part } from './read-part.ts';
import { writeFile } from './write-file.ts';
import { writePlatforms } from './write-platforms.ts';

const NO_CHECKS = 'no checks yet: examples stand in the file as a comment';

/**
 * Looks at a folder with a formula, a state tree or several formulas and writes a project that works there. Throws
 * `FORMULA_NOT_FOUND`.
 */
export async function initProject(directory: string): Promise<NewProject> {
  const root = resolve(directory);
  if ((await kindOf(root)) !== 'folder')
    throw new SalternError('FORMULA_NOT_FOUND', `There is no folder '${directory}'`);
  const formulas = await findFormulas(root);
  const part = await readPart(root).catch((error: unknown) => {
    if (formulas.length > 0 && hasCode(error, 'FORMULA_NOT_FOUND')) return undefined;
    throw error;
  });
  if (part === undefined) return withoutChecks(await initFleet(root, formulas));
  return withoutChecks(writeProject(root, part, formulas));
}

/** `formulas`: those that lie in folders of the same repository. */
function writeProject(root: string, part: Part, formulas: readonly string[]): NewProject {
  const platforms = writePlatforms(part.platforms, part.hasKitchen);
  const beside = part.content.kind === 'tree' && part.shared['depends'] === undefined ? formulas : [];
  const depends = beside.length === 0 ? {} : { depends: beside.map((folder) => `./${folder}`) };
  const value = { ...part.shared, ...depends, platforms: platforms.value, suites: part.suites };
  const [first = 'formula', ...others] = part.assumptions;
  return {
    content: writeFile({ value, name: nameOf(part, root), kind: 'project', above: '.' }),
    suiteFiles: {},
    assumptions: [
      first,
      ...(beside.length === 0 ? [] : [`its states may include those of ${beside.join(', ')}`]),
      ...platforms.assumptions,
      ...others,
    ],
    leftOut: part.leftOut,
  };
}

/** What an example of a check may be about. */
function nameOf({ content }: Part, root: string): string {
  return content.kind === 'formula' ? content.name : (content.states[0] ?? basename(root));
}

function withoutChecks(project: NewProject): NewProject {
  return { ...project, assumptions: [...project.assumptions, NO_CHECKS] };
}
