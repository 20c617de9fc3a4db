import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { MACHINE_TESTS } from '../machine-tests.ts';
import { ROOT } from '../root.ts';

/** The files of `machines` in the order of their list, and all others in vitest's own. */
export class MachineOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ project, moduleId }: TestSpecification): number =>
      project.name === 'machines' ? MACHINE_TESTS.indexOf(relative(ROOT, moduleId)) : -1;
    return (await super.sort(files)).toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}
