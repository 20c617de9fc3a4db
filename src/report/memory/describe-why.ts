import { shortenEnd } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import type { InstanceResult } from '../../contract/result.ts';
import { describeResult } from '../explain/describe-result.ts';
import { foldJournals } from '../explain/journal-lines.ts';
import { renderFailures } from '../explain/render-failures.ts';
import { renderTrouble } from '../explain/render-trouble.ts';
import { plainLine } from '../text/line.ts';

/** Most lines and characters of a line that are remembered; the instance's log has the whole. */
const MOST_LINES = 60;
const LONGEST_LINE = 300;

/** What went wrong as people read it: the reason in one line, then all there is to say; nothing of what passed. Pure. */
export function describeWhy(result: InstanceResult, cwd: string): readonly string[] {
  const { outcome, evidence, steps, trouble, phases } = result;
  if (outcome === 'pass' || outcome === 'skip') return [];
  const broken = phases.find((phase) => phase.outcome === 'error')?.phase;
  const block = foldJournals([
    ...renderFailures(steps, cwd),
    ...(trouble === undefined ? [] : renderTrouble(trouble, broken)),
  ]);
  const lines = [cleanLine(evidence?.reasons[0] ?? describeResult(result)), ...block.map((line) => plainLine(line))];
  const kept = lines.slice(0, MOST_LINES).map((line) => shortenEnd(line, LONGEST_LINE));
  return lines.length <= MOST_LINES ? kept : [...kept, `… ${lines.length - MOST_LINES} more lines in the log`];
}
