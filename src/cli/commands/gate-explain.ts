import { explainDecision, type ExplainOptions } from '../../app/gate/explain-decision.ts';
import { renderExplanation } from '../../report/terminal/render-explanation.ts';
import { renderPruned } from '../../report/terminal/render-pruned.ts';
import type { Command } from '../answer.ts';
import { paintLines } from '../paint-lines.ts';

/**
 * Makes a decision again from what was kept of it; exit 1 where it comes out otherwise, or the log is not what was written,
 * 3 where that was pruned.
 */
export const explain: Command<ExplainOptions, readonly [string]> = async (app, options, what) => {
  const explained = await explainDecision(app, what, options);
  const { logTrouble } = explained;
  const { number, entry } = explained.line;
  if (explained.kind === 'pruned') {
    const { note } = explained;
    const data = { line: number, replayed: 'pruned', removed: { at: note.at, by: note.by }, entry };
    return { exitCode: 3, data, lines: renderPruned({ number, entry, note }) };
  }
  const { again, differences } = explained;
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
