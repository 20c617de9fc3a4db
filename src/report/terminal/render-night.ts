import { cleanLine } from '../../base/text/clean-text.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import { formatTime } from '../../base/time/format-time.ts';
import type { NightOutcome, NightRecord, NightStep } from '../../contract/night.ts';
import { span, type Line, type Tone } from '../text/line.ts';
import { renderTally } from '../text/render-tally.ts';
import { count } from '../../base/text/count.ts';

/** `nightly of fleet for stable`; what is gone on with, and how much of it is known. Pure. */
export function renderNightBegin({ project, channel, night, runs }: NightRecord, how: 'new' | 'on'): Line {
  const what = [span('nightly', 'strong'), span(` of ${project} for ${channel.name}`)];
  if (how === 'new') return what;
  return [...what, span(`, goes on with the night ${night}`), span(` (${count(runs.length, 'run')} so far)`, 'dim')];
}

const NAME_CELLS = 10;
const TIME_CELLS = 12;

/** ` ✓ snapshot     2.1 s  20261126T013000, new: 3 upgraded`. Pure. */
export function renderNightStep(step: NightStep, record: Pick<NightRecord, 'tally' | 'decision'>): Line {
  const { sign, tone } = signOf(step, record);
  const time = formatDuration(step.durationMs).padStart(TIME_CELLS);
  const text =
    step.name === 'run' && step.outcome !== 'error' ? renderTally(record.tally) : [span(cleanLine(step.text))];
  return [span(` ${sign} `, tone), span(step.name.padEnd(NAME_CELLS)), span(time, 'dim'), span('  '), ...text];
}

/** A step that did what it is for may have found what nobody hoped for. */
function signOf(
  { name, outcome }: NightStep,
  { tally, decision }: Pick<NightRecord, 'tally' | 'decision'>,
): { readonly sign: string; readonly tone: Tone } {
  const isBad = name === 'run' ? tally.fail + tally.error > 0 : name === 'gate' && decision === 'reject';
  switch (outcome) {
    case 'done':
      if (name === 'gate' && decision === 'wait') return { sign: '–', tone: 'error' };
      return isBad ? { sign: '✗', tone: 'fail' } : { sign: '✓', tone: 'pass' };
    case 'warning':
      return { sign: '!', tone: 'error' };
    case 'skipped':
      return { sign: '–', tone: 'dim' };
    case 'error':
      return { sign: '!', tone: 'error' };
    default:
      return outcome satisfies never;
  }
}

const WORDS: Readonly<Record<NightOutcome, readonly [word: string, tone: Tone]>> = {
  promoted: ['PROMOTED', 'pass'],
  judged: ['WOULD BE PROMOTED', 'pass'],
  waiting: ['WAITING', 'error'],
  refused: ['REFUSED', 'fail'],
  error: ['NOT FINISHED', 'error'],
  interrupted: ['INTERRUPTED', 'error'],
};

/** The last line: `REFUSED  20261126T013000 for stable · 38 passed, 2 failed · 44 min 12 s · why`; brief: without why. Pure. */
export function renderNightEnd(
  { end, snapshot, channel, tally, steps, reason }: NightRecord,
  { isBrief = false }: { readonly isBrief?: boolean } = {},
): Line {
  const [word, tone] = WORDS[end?.outcome ?? 'error'];
  const about = snapshot === undefined ? ` for ${channel.name}` : `  ${snapshot.id} for ${channel.name}`;
  const took = steps.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return [
    span(word, tone),
    span(about),
    ...(tally.instances === 0 ? [] : [span(' · '), ...renderTally(tally)]),
    span(` · ${formatDuration(took)}`),
    ...(reason === '' || isBrief ? [] : [span(` · ${cleanLine(reason)}`)]),
  ];
}

/** `nothing changed since 20261126T013000, nothing to do (promoted 2026-11-26 02:14 UTC; --force does it anyway)`. Pure. */
export function renderUnchanged({ snapshot, end }: NightRecord): Line {
  const when = end === undefined ? '' : `${end.outcome} ${formatTime(end.at)} UTC; `;
  return [
    span(`nothing changed since ${snapshot?.id}, nothing to do`),
    span(` (${when}--force does it anyway)`, 'dim'),
  ];
}
