import { Chalk } from 'chalk';
import { cleanLine } from '../../base/text/clean-text.ts';
import { padCells } from '../../base/text/cell-width.ts';
import { formatAge } from '../../base/time/format-age.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import { describeComing, type ComingNight } from '../../app/nightly/describe-coming.ts';
import type { NightOptions } from '../../app/nightly/night-options.ts';
import { renderUnchanged } from '../../report/terminal/render-night.ts';
import { paintLine, span, type Line } from '../../report/text/line.ts';
import { listSome } from '../../base/text/list-some.ts';
import { count } from '../../base/text/count.ts';
import type { Command } from '../answer.ts';

/** What the next night would do; nothing is written. */
export const coming: Command<NightOptions> = async (app, options) => {
  const data = await describeComing(app, options);
  const chalk = new Chalk({ level: app.terminal().colourLevel });
  const lines = renderComing(data).map((line) => paintLine(line, chalk));
  return { exitCode: 0, data, lines, isPainted: true };
};

function renderComing(night: ComingNight): readonly Line[] {
  const nothing = [span('nothing was done or written', 'dim')];
  if (night.unchanged !== undefined) return [renderUnchanged(night.unchanged), nothing];
  return [
    ...renderStart(night),
    renderSnapshot(night),
    ...renderHolds(night),
    ...renderInstances(night),
    ...renderGate(night),
    nothing,
  ];
}

function renderStart({ goesOn, given }: ComingNight): readonly Line[] {
  if (goesOn !== undefined) return [[span(`would go on with the night ${goesOn}`)]];
  if (given === undefined) return [];
  return [[span(`would give up the night ${given.night}, which was not finished: ${given.why}`)]];
}

function renderSnapshot({ snapshot }: ComingNight): Line {
  switch (snapshot.kind) {
    case 'there':
      return [span(`snapshot  ${snapshot.id}`)];
    case 'taken': {
      const { since, changed } = snapshot;
      if (since === undefined) return [span('snapshot  would be taken, the first')];
      if (changed.length === 0) return [span(`snapshot  ${since}: no mirror changed since`)];
      return [span(`snapshot  would be taken: ${listSome(changed, 6)} changed since ${since}`)];
    }
    default:
      return snapshot satisfies never;
  }
}

function renderHolds({ snapshot: { holds } }: ComingNight): readonly Line[] {
  return holds === undefined ? [] : [[span(`held back ${cleanLine(holds)}`)]];
}

function renderInstances({ instances }: ComingNight): readonly Line[] {
  const open = instances.filter(({ isReused }) => !isReused);
  const reused = instances.length - open.length;
  const widest = Math.max(0, ...open.map(({ name }) => name.length));
  const rows = open.map(({ name, usualMs, ...facts }): Line => {
    const time = (usualMs === undefined ? '–' : formatDuration(usualMs)).padStart(TIME_CELLS);
    return [span(`  ${padCells(name, widest)}`), span(time, 'dim'), span(`  ${whyFirst(facts)}`)];
  });
  const known = reused === 0 ? '' : `; ${reused} of ${instances.length} are known already`;
  return [[span(`would run ${count(open.length, 'instance')}, in this order${known}`)], ...rows];
}

const TIME_CELLS = 12;

function whyFirst({
  hasFailed,
  touched,
}: {
  readonly hasFailed: boolean;
  readonly touched: readonly string[];
}): string {
  const packages = touched.length === 0 ? '' : `changed: ${listSome(touched, 4)}`;
  return [hasFailed ? 'no pass last time' : '', packages].filter(Boolean).join(', ');
}

function renderGate({ policy, channel }: ComingNight): readonly Line[] {
  const { file, required, maxAgeMs, attempts = 1 } = policy;
  const rules = [
    ...(required === undefined ? [] : [`${required} required`]),
    ...(maxAgeMs === undefined ? [] : [`results up to ${formatAge(maxAgeMs)} old`]),
    count(attempts, 'attempt'),
  ];
  const at = channel.at === undefined ? 'does not exist' : `is at ${channel.at}`;
  const then = channel.isPromoting ? 'would move if the gate says promote' : 'would only be judged';
  return [[span(`policy    ${file}: ${rules.join(', ')}`)], [span(`channel   ${channel.name} ${at}, and ${then}`)]];
}
