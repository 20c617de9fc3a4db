import type { FleetView } from '../../contract/fleet-view.ts';
import type { NightSummary } from '../../contract/night.ts';
import { parseSnapshotId, toSnapshotTime } from '../../contract/snapshot-id.ts';
import { sampleOf, stateSamples, toSeconds, type Metric } from './metric.ts';

const OUTCOMES = ['promoted', 'waiting', 'refused', 'judged', 'error', 'interrupted', 'running'] as const;
const DECISIONS = ['promote', 'wait', 'reject', 'none'] as const;
const TALLIES = ['pass', 'fail', 'error'] as const;

/** The newest night and the channels; nothing of nights before the first one. Pure. */
export function listNightMetrics({ project, nights, channels }: FleetView): readonly Metric[] {
  return [
    ...(nights[0] === undefined ? [] : listNight(project, nights[0])),
    ...listPast(project, nights),
    ...listChannels(project, channels),
  ];
}

function listNight(project: string, night: NightSummary): readonly Metric[] {
  const { tally, end, startedAt, snapshot, steps } = night;
  const own = { project };
  const instances = [
    ...TALLIES.map((outcome) => ({ labels: { ...own, outcome }, value: tally[outcome] })),
    { labels: { ...own, outcome: 'none' }, value: tally.instances - tally.pass - tally.fail - tally.error },
  ];
  const ended = end && (Date.parse(end.at) - Date.parse(startedAt)) / 1000;
  const now = end?.outcome ?? 'running';
  return [
    {
      name: 'saltern_night_started_timestamp_seconds',
      help: 'When the newest night began',
      samples: sampleOf(own, toSeconds(startedAt)),
    },
    {
      name: 'saltern_night_state',
      help: 'Whether the newest night is in this state: running (or killed), or what came of it',
      samples: stateSamples(own, { label: 'state', states: OUTCOMES, now }),
    },
    { name: 'saltern_night_duration_seconds', help: 'How long the newest night took', samples: sampleOf(own, ended) },
    {
      name: 'saltern_night_step_duration_seconds',
      help: 'How long this step of the newest night took',
      samples: steps.map(({ name, durationMs }) => ({ labels: { ...own, step: name }, value: durationMs / 1000 })),
    },
    {
      name: 'saltern_night_instances',
      help: 'Instances of the newest night by outcome; none: it did not come to them',
      samples: instances,
    },
    {
      name: 'saltern_night_flaky_instances',
      help: 'Instances of the newest night that passed after they had failed',
      samples: sampleOf(own, tally.flaky),
    },
    {
      name: 'saltern_night_attempts',
      help: 'Attempts of the newest night, all instances together',
      samples: sampleOf(own, tally.attempts),
    },
    {
      name: 'saltern_snapshot_timestamp_seconds',
      help: 'When the packages were taken that the newest night ran on',
      samples: sampleOf(own, snapshot && snapshotTime(snapshot.id)),
    },
    {
      name: 'saltern_gate_state',
      help: 'Whether this is what the gate said of the newest night; none: it was not asked',
      samples: stateSamples(
        { ...own, channel: night.channel.name },
        { label: 'state', states: DECISIONS, now: night.decision ?? 'none' },
      ),
    },
  ];
}

/** One that was interrupted, or could not find out, is no night that finished. */
function listPast(project: string, nights: readonly NightSummary[]): readonly Metric[] {
  const finished = nights.find(
    ({ end }) => end !== undefined && end.outcome !== 'error' && end.outcome !== 'interrupted',
  );
  return [
    {
      name: 'saltern_night_finished_timestamp_seconds',
      help: 'When the last night ended that came to a decision',
      samples: sampleOf({ project }, toSeconds(finished?.end?.at)),
    },
  ];
}

function listChannels(project: string, channels: FleetView['channels']): readonly Metric[] {
  const all = Object.entries(channels);
  return [
    {
      name: 'saltern_channel_timestamp_seconds',
      help: 'When the packages were taken that the channel gives out',
      samples: all.flatMap(([channel, id]) => sampleOf({ project, channel }, snapshotTime(id))),
    },
    {
      name: 'saltern_channel_info',
      help: 'Which snapshot the channel gives out',
      samples: all.map(([channel, snapshot]) => ({ labels: { project, channel, snapshot }, value: 1 })),
    },
  ];
}

/** A derived snapshot has the packages of its parent's time. */
function snapshotTime(id: string): number | undefined {
  const time = parseSnapshotId(id)?.time;
  return time === undefined ? undefined : toSeconds(toSnapshotTime(time));
}
