import { count } from '../../base/text/count.ts';
import { formatAge } from '../../base/time/format-age.ts';
import type { FleetView, InstanceView } from '../../contract/fleet-view.ts';
import { isRedStanding, standingOf, worstStanding, type Standing } from '../../contract/standing.ts';
import { tellCounts } from '../frame/tell-counts.ts';
import { answerNight, type NightAnswer } from '../night/describe-night.ts';

/** The first thing to read. */
export interface FleetAnswer extends NightAnswer {
  /** `3 of 40 instances are red, all of them new tonight` */
  readonly text: string;
  /** What one should know before one believes it, a sentence each. */
  readonly notes: readonly string[];
}

/** A night that is older than this is no longer last night's. */
const LATE_MS = 36 * 3_600_000;

/** Whether there is anything to do, by the newest night and by what is known of every instance. Pure. */
export function answerFleet(view: FleetView): FleetAnswer {
  const standings = view.instances.map(({ latest }) => standingOf(latest));
  const worst = worstStanding(standings);
  const [newest] = view.nights;
  const text = tellInstances(view, standings);
  if (newest === undefined) {
    return { standing: worst, word: 'No night yet', text, notes: [] };
  }
  const night = answerNight(newest);
  // What was red by hand since, or is red in a night that went well otherwise, is not green.
  const isGood = night.standing !== 'pass' || !isRedStanding(worst);
  const answer = isGood ? night : { ...night, standing: worst };
  return { ...answer, text, notes: listNotes(view) };
}

function tellInstances({ instances, nights }: FleetView, standings: readonly Standing[]): string {
  const total = (standing: Standing): number => standings.filter((one) => one === standing).length;
  const red = instances.filter((_, at) => isRedStanding(standings[at] ?? 'none'));
  const [flaky, none, all] = [total('flaky'), total('none'), instances.length];
  if (red.length > 0) {
    const more = [...(flaky === 0 ? [] : [`${flaky} flaky`]), ...(none === 0 ? [] : [`${none} never tested`])];
    const fresh = tellFresh(red, nights[0]?.night);
    const first = `${tellCounts(all, [[red.length, red.length === 1 ? 'is red' : 'are red']])}${fresh}`;
    return [first, ...more].join('; ');
  }
  if (none > 0)
    return tellCounts(all, [
      [none, 'never tested'],
      [flaky, 'flaky'],
    ]);
  return `all ${count(all, 'instance')} passed${flaky === 0 ? '' : `; ${flaky} flaky`}`;
}

/** How many of them were not red before the newest night; nothing where there was no night. */
function tellFresh(red: readonly InstanceView[], night: string | undefined): string {
  if (night === undefined) return '';
  const fresh = red.filter(({ redSince }) => redSince?.night === night).length;
  if (fresh === red.length) return red.length === 1 ? ', it is new tonight' : ', all of them new tonight';
  return fresh === 0 ? ', none new tonight' : `, ${fresh} new tonight`;
}

function listNotes({ nights, at, instances }: FleetView): readonly string[] {
  const finished = nights.find(({ end }) => end !== undefined && end.outcome !== 'interrupted')?.end;
  const ageMs = finished === undefined ? 0 : Date.parse(at) - Date.parse(finished.at);
  const newest = nights[0];
  const later = instances.filter(({ latest }) => latest !== undefined && latest.startedAt > (newest?.end?.at ?? '9'));
  return [
    ...(ageMs > LATE_MS ? [`The last night that was finished is ${formatAge(ageMs)} old.`] : []),
    ...(later.length > 0 ? [`${count(later.length, 'instance')} ran again by hand since that night.`] : []),
  ];
}
