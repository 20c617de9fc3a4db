import type { FleetView, InstanceView } from '../../contract/fleet-view.ts';
import type { ResultRow } from '../../contract/history.ts';
import { sampleOf, stateSamples, toSeconds, type Metric, type Sample } from './metric.ts';

const STATES = ['pass', 'flaky', 'fail', 'error', 'unknown'] as const;

/** Each instance that the project declares; what nobody tested is unknown. Pure. */
export function listInstanceMetrics({ project, instances }: FleetView): readonly Metric[] {
  const each = (samples: (one: InstanceView, labels: Sample['labels']) => readonly Sample[]): readonly Sample[] =>
    instances.flatMap((one) => {
      const { formula, suite, platform } = one;
      return samples(one, { project, formula, suite, platform });
    });
  const value = (read: (one: InstanceView) => number | undefined) => each((one, labels) => sampleOf(labels, read(one)));
  return [
    {
      name: 'saltern_result_state',
      help: 'Whether the newest result of the suite on the platform is this one; flaky: it passed after it had failed',
      samples: each((one, labels) =>
        stateSamples(labels, { label: 'state', states: STATES, now: stateOf(one.latest) }),
      ),
    },
    {
      name: 'saltern_result_timestamp_seconds',
      help: 'When the newest result was there',
      samples: value(({ latest }) => latest && (toSeconds(latest.startedAt) ?? NaN) + latest.durationMs / 1000),
    },
    {
      name: 'saltern_result_duration_seconds',
      help: 'How long it took to come to the newest result',
      samples: value(({ latest }) => latest && latest.durationMs / 1000),
    },
    {
      name: 'saltern_result_attempts',
      help: 'Attempts of the newest night that came to it',
      samples: value(({ cells }) => cells.find((cell) => cell !== undefined)?.attempts),
    },
    {
      name: 'saltern_red_nights',
      help: 'Nights without a pass since the last night with one, up to now',
      samples: value(countRedNights),
    },
    {
      name: 'saltern_red_since_timestamp_seconds',
      help: 'While the newest result is no pass: since when that is so',
      samples: value(({ redSince }) => toSeconds(redSince?.startedAt)),
    },
    {
      name: 'saltern_last_pass_timestamp_seconds',
      help: 'When it passed last',
      samples: value(({ lastPass }) => toSeconds(lastPass?.startedAt)),
    },
    {
      name: 'saltern_flaky_ratio',
      help: 'Share of the nights that judged it in which it was flaky',
      samples: value(({ flakeRate }) => flakeRate),
    },
  ];
}

function stateOf(latest: ResultRow | undefined): (typeof STATES)[number] {
  if (latest === undefined || latest.outcome === 'skip') return 'unknown';
  return latest.outcome === 'pass' && latest.isFlaky === true ? 'flaky' : latest.outcome;
}

/** Nights that did not judge it neither count nor end it. */
function countRedNights({ cells }: InstanceView): number {
  const judged = cells.filter((cell) => cell !== undefined && cell.outcome !== 'skip');
  const pass = judged.findIndex((cell) => cell?.outcome === 'pass');
  return pass === -1 ? judged.length : pass;
}
