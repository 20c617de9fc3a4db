import { explainDecision, type ExplainOptions } from '../../app/gate/explain-decision.ts';
import { renderExplanation } from '../../report/terminal/render-explanation.ts';
import type { Command } from '../answer.ts';
import { paintLines } from '../paint-lines.ts';

/** Makes a decision again from what was kept of it; exit 1 where it comes out otherwise. */
export const explain: Command<ExplainOptions, readonly [string]> = async (app, options, what) => {
  const { line, again, differences } = await explainDecision(app, what, options);
  const { number, entry } = line;
  const replayed = differences.length === 0 ? 'same' : 'different';
  return {
    exitCode: replayed === 'same' ? 0 : 1,
    data: { line: number, replayed, differences, entry, decision: again },
    lines: paintLines(app.terminal(), (width) => renderExplanation({ number, entry, again, differences, ...width })),
    isPainted: true,
  };
};
