import type { NightTally } from '../../contract/night.ts';
import { span, type Line, type Span } from './line.ts';
import { count } from '../../base/text/count.ts';

/** `38 passed (1 flaky), 2 failed, 43 attempts`: only what there is. Pure. */
export function renderTally({ instances, pass, fail, error, flaky, waived = 0, attempts, reused }: NightTally): Line {
  const open = instances - pass - fail - error;
  const passed: Line = [
    span(`${pass} passed`, 'pass'),
    ...(flaky > 0 ? [span(' ('), span(`${flaky} flaky`, 'flaky'), span(')')] : []),
  ];
  const failed: Line = [
    span(`${fail} failed`, 'fail'),
    ...(waived > 0 ? [span(' ('), span(`${waived} waived`, 'flaky'), span(')')] : []),
  ];
  const parts: readonly (readonly [number, Line])[] = [
    [pass, passed],
    [fail, failed],
    [error, [span(`${error} could not be run`, 'error')]],
    [open, [span(`${open} without a verdict`, 'error')]],
    [Math.max(0, attempts - instances), [span(count(attempts, 'attempt'))]],
    [reused, [span(`${reused} reused`)]],
  ];
  const told = parts.filter(([number]) => number > 0);
  return told.length === 0 ? [span('nothing was run')] : told.flatMap(([, part], at) => [...comma(at), ...part]);
}

function comma(at: number): readonly Span[] {
  return at === 0 ? [] : [span(', ')];
}
