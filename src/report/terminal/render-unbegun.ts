import { cleanLine } from '../../base/text/clean-text.ts';
import type { InstanceSummary } from '../../contract/events.ts';
import type { InstanceResult } from '../../contract/result.ts';
import { detail, details } from '../explain/labelled-lines.ts';
import { shortenBlock } from '../explain/shorten-block.ts';
import { headline } from '../text/headline.ts';
import { span, type Line } from '../text/line.ts';
import { nameInstances } from '../text/name-instances.ts';

/**
 * Trouble that kept several instances from being begun with: one line, which of them where it is not all, and what to do.
 * There is nothing to look at, and each would say the same.
 */
export function renderUnbegun(
  results: readonly [InstanceResult, ...InstanceResult[]],
  planned: readonly InstanceSummary[],
): readonly Line[] {
  const [{ trouble }] = results;
  if (trouble === undefined) return [];
  const isAll = results.length >= planned.length;
  const who = isAll
    ? `none of ${results.length} instances could be started`
    : `${results.length} of ${planned.length} instances could not be started`;
  return [
    [span('ERROR', 'error'), span(`  ${who}: `, 'strong'), span(`${headline(trouble.message)} (${trouble.code})`)],
    ...(isAll ? [] : [detail(nameInstances(results, planned), 'strong')]),
    ...(trouble.hint === undefined ? [] : [[span('    hint: ', 'strong'), span(cleanLine(trouble.hint))]]),
    ...shortenBlock(trouble.details.flatMap((text) => details(text, () => 'dim'))),
  ];
}
