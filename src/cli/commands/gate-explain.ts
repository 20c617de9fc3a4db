import { explainDecision, type ExplainOptions } from '../../app/gate/explain-decision.ts';
import { renderExplanation } from '../../report/terminal/render-explanation.ts';
import type { Command } from '../answer.ts';
import { paintLines } from '../paint-lines.ts';

/** Makes a decision again from what was kept of it; exit 1 where it comes out otherwise, or the log is not what was written. */
export const explain: Command<ExplainOptions, readonly [string]> = async (app, options, what) => {
  const { line, again, differences, logTrouble } = await explainDecision(app, what, options);
  const { number, entry } = line;
  const replayed = differences.length === 0 ? 'same' : 'different';
  return {
    exitCode: replayed === 'same' && logTrouble === undefined ? 0 : 1,
    data: { line: number, replayed, differences, logTrouble: logTrouble ?? null, entry, decision: again },
    lines: paintLines(app.terminal(), (width) =>
      renderExplanation({ number, entry, again, differences, logTrouble, ...width }),
    ),
    isPainted: true,
  };
};
