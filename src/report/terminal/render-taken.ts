import { cleanLine } from '../../base/text/clean-text.ts';
import type { InstanceResult } from '../../contract/result.ts';
import { span, type Line } from '../text/line.ts';

/** Instances that are there, or are not, otherwise than one expects of what was run. */
export function renderTaken(instances: readonly InstanceResult[]): readonly Line[] {
  return instances.flatMap((one) => {
    const why = describeTaken(one);
    return why === undefined ? [] : [[span(why.word, 'error'), span(`  ${one.name}`, 'strong'), span(`  ${why.text}`)]];
  });
}

function describeTaken({ isInUse, remade, kept, trouble }: InstanceResult) {
  if (isInUse === true) return { word: 'KEPT', text: 'somebody is in it: it was not removed' };
  if (remade === undefined || kept || trouble === undefined) return undefined;
  return { word: 'GONE', text: `it was to be made anew (${cleanLine(remade.join(', '))}), and was not` };
}
