import { formatAge } from '../../base/time/format-age.ts';
import { formatTime } from '../../base/time/format-time.ts';
import type { NightOptions } from '../../app/nightly/night-options.ts';
import { nightStatus, type NightStatus } from '../../app/nightly/night-status.ts';
import type { NightRecord } from '../../contract/night.ts';
import type { Command } from '../answer.ts';

/** The dead-man line: whether a night ended lately, whatever its answer was; exit 1 where none did. */
export const status: Command<NightOptions> = async (app, options) => {
  const found = await nightStatus(app, options);
  const { isAlive, answered, lookedAt, newest } = found;
  const data = {
    alive: isAlive,
    maxAgeMs: found.maxAgeMs,
    night: answered === undefined ? null : shorten(answered),
    lookedAt: lookedAt ?? null,
    newest: newest === undefined ? null : shorten(newest),
  };
  return { exitCode: isAlive ? 0 : 1, data, lines: [describe(found, app.now())] };
};

function shorten({ night, startedAt, snapshot, channel, end, decision, tally, reason }: NightRecord) {
  return { night, startedAt, snapshot, channel, end, decision, tally, reason };
}

function describe({ isAlive, maxAgeMs, answered, lookedAt, newest }: NightStatus, now: number): string {
  const last = answered === undefined ? 'none ever did' : `the last was ${describeAnswered(answered, now)}`;
  const since = lookedAt === undefined ? '' : `; nothing had changed ${ago(lookedAt, now)} ago`;
  const after = newest === undefined ? '' : `; ${describeNewest(newest)}`;
  if (isAlive && answered !== undefined) return `OK  night ${describeAnswered(answered, now)}${since}${after}`;
  return `LATE  no night ended within ${formatAge(maxAgeMs)}: ${last}${since}${after}`;
}

function describeAnswered({ night, end, snapshot, channel, reason }: NightRecord, now: number): string {
  const what = `${night}, ${end?.outcome} for ${channel.name}, ended ${ago(end?.at, now)} ago on ${snapshot?.id}`;
  return reason === '' ? what : `${what}: ${reason}`;
}

function describeNewest({ night, end, startedAt, steps, reason }: NightRecord): string {
  const step = steps.findLast(({ outcome }) => outcome === 'error')?.name;
  const where = step === undefined ? '' : ` in '${step}'`;
  if (end !== undefined) return `night ${night} ended without an answer${where}: ${reason || end.outcome}`;
  return `night ${night} began ${formatTime(startedAt)} UTC and has not ended${where}`;
}

function ago(iso: string | undefined, now: number): string {
  return iso === undefined ? 'some time' : formatAge(now - Date.parse(iso));
}
