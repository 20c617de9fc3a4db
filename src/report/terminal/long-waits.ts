import { cleanLine } from '../../base/text/clean-text.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import type { InstanceEvent, InstanceSummary } from '../../contract/events.ts';
import { span, type Line } from '../text/line.ts';
import { progressWord } from '../text/words.ts';
import { createRunRow, isRunning, updateRunRow, type CurrentPhase, type RunRow } from './run-row.ts';

/** What one instance does now, and how long it has been at it. */
export interface LongWait {
  readonly instance: string;
  readonly line: Line;
  /** The same for all that may be at one and the same thing; undefined where each has its own. */
  readonly shared: string | undefined;
}

/** Knows of every instance what it is at, so that a long silence can be broken. */
export interface LongWaits {
  begin(instances: readonly InstanceSummary[]): void;
  on(event: InstanceEvent): void;
  /** What the running instances are at, in the order of the run. */
  list(now: number): readonly LongWait[];
}

export function watchLongWaits(): LongWaits {
  const rows = new Map<string, { readonly row: RunRow; readonly since: number }>();
  return {
    begin(instances) {
      for (const summary of instances) rows.set(summary.name, { row: createRunRow(summary), since: 0 });
    },
    on(event) {
      const known = rows.get(event.instance);
      if (known === undefined || event.type === 'output') return;
      const row = updateRunRow(known.row, event);
      const isSame = row.current?.phase === known.row.current?.phase && row.current?.text === known.row.current?.text;
      rows.set(event.instance, { row, since: isSame ? known.since : event.at });
    },
    list: (now) =>
      [...rows].flatMap(([instance, { row, since }]) =>
        isRunning(row) && row.current !== undefined
          ? [{ instance, line: describe(row.current, now - since), shared: sharedOf(row.current) }]
          : [],
      ),
  };
}

function sharedOf({ phase, text }: CurrentPhase): string | undefined {
  return phase === 'prepare' ? `${phase} ${text}` : undefined;
}

/** `converge  7/20 still at openssl dhparam, 60 s` */
function describe({ phase, text, done, total }: CurrentPhase, durationMs: number): Line {
  const what = text === '' ? 'still running' : `still at ${cleanLine(text)}`;
  return [span(phase.padEnd(9)), span(`${progressWord(done, total)}${what}, ${formatDuration(durationMs)}`, 'dim')];
}
