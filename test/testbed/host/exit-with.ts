import { tellError } from './testbed-error.ts';

/** Ends this process with the code that `work` gives, or tells its error and ends with 3: no test has run. */
export async function exitWith(work: () => Promise<number>): Promise<never> {
  process.exit(await orExit(work()));
}

/** What `work` gives. Where it fails, its error is told and this process ends with 3. */
export async function orExit<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    process.stderr.write(tellError(error));
    process.exit(3);
  }
}
