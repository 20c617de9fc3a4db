import { cleanLine, cleanLines } from '../../base/text/clean-text.ts';
import type { Trouble } from '../../contract/result.ts';
import { span, type Line } from '../text/line.ts';
import { detail, details, labelled } from './labelled-lines.ts';

/** What stood in the way, and what to do. */
export function renderTrouble(trouble: Trouble, phase: string | undefined): readonly Line[] {
  const [first = '', ...more] = cleanLines(trouble.message);
  return [
    labelled('error', 'error', span(trouble.code, 'strong'), span(phase === undefined ? '' : `  in ${phase}`, 'dim')),
    detail(first),
    ...more.map((line) => detail(line)),
    ...(trouble.hint === undefined ? [] : [[span('    hint: ', 'strong'), span(cleanLine(trouble.hint))]]),
    ...trouble.details.flatMap((text) => details(text, () => 'dim')),
  ];
}
