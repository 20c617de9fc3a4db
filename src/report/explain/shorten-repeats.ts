import { cleanLines } from '../../base/text/clean-text.ts';
import type { ConvergeProblem } from '../../contract/result.ts';

/** Problems, of which one that says below its first line the same as an earlier one says only that line. */
export function shortenRepeats(problems: readonly ConvergeProblem[]): readonly ConvergeProblem[] {
  const told = new Set<string>();
  return problems.map((problem) => {
    const [first = '', ...more] = cleanLines(problem.message);
    const body = more.join('\n');
    if (body === '' || !told.has(body)) {
      told.add(body);
      return problem;
    }
    return { ...problem, message: `${first}\n(the same as above)` };
  });
}
