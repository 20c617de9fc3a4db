import type { FleetView, InstanceView, NightCell } from '../../contract/fleet-view.ts';
import { STANDINGS, standingOf, worstStanding, type Standing } from '../../contract/standing.ts';

/** How one formula stands, all its instances together. */
export interface FormulaRow {
  readonly formula: string;
  readonly instances: readonly InstanceView[];
  /** The worst of its instances'. */
  readonly standing: Standing;
  /** One per night of the view, newest first: the worst of its instances there. */
  readonly nights: readonly NightMark[];
}

/** What a formula, or one instance, came to in one night. */
export interface NightMark {
  readonly standing: Standing;
  /** The instances that make it so, with their cells; empty where none was run. */
  readonly by: readonly { readonly instance: InstanceView; readonly cell: NightCell }[];
  /** Milliseconds of the longest of all. */
  readonly durationMs: number;
}

/** Red formulas first, then flaky ones, then the rest; each by name. Pure. */
export function listFormulas({ instances, nights }: Pick<FleetView, 'instances' | 'nights'>): readonly FormulaRow[] {
  const rows = [...Map.groupBy(instances, ({ formula }) => formula)].map(([formula, own]): FormulaRow => ({
    formula,
    instances: own,
    standing: worstStanding(own.map(({ latest }) => standingOf(latest))),
    nights: nights.map((_, at) => markNight(own, at)),
  }));
  return STANDINGS.flatMap((standing) =>
    rows.filter((row) => row.standing === standing).toSorted((a, b) => (a.formula < b.formula ? -1 : 1)),
  );
}

/** What these instances came to in the night at this place of the view. Pure. */
export function markNight(instances: readonly InstanceView[], at: number): NightMark {
  const cells = instances.flatMap((instance) => {
    const cell = instance.cells[at];
    return cell === undefined ? [] : [{ instance, cell }];
  });
  const standing = worstStanding(cells.map(({ cell }) => standingOf(cell)));
  return {
    standing,
    by: cells.filter(({ cell }) => standingOf(cell) === standing),
    durationMs: Math.max(0, ...cells.map(({ cell }) => cell.durationMs)),
  };
}
