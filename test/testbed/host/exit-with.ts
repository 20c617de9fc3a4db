import { tellError } from './testbed-error.ts';

/** Ends this process with the code that `work` gives, or tells its error and ends with 3: no test has run. */
export async function exitWith(work: () => Promise<number>): Promise<never> {
  try {
    process.exit(await work());
  } catch (error) {
    process.stderr.write(tellError(error));
    process.exit(3);
  }
}
