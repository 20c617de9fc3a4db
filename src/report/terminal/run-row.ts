import type { InstanceEvent, RunInstance } from '../../contract/events.ts';
import type { InstanceResult } from '../../contract/result.ts';
import { isBad, type Outcome } from '../../contract/outcome.ts';
import type { Phase } from '../../contract/phases.ts';

export interface FinishedPhase {
  readonly phase: Phase;
  readonly outcome: Outcome;
  readonly durationMs: number;
}

/** What an instance does now. */
export interface CurrentPhase {
  readonly phase: Phase;
  readonly text: string;
  readonly done: number | undefined;
  readonly total: number | undefined;
  /** 1 at first. */
  readonly attempt: number;
}

/** All that the table knows of one instance. */
export interface RunRow {
  readonly summary: RunInstance;
  /** Milliseconds since the epoch; undefined while it waits. */
  readonly startedAt: number | undefined;
  /** Why it waits; empty when that is not known. */
  readonly waitingFor: string;
  readonly finished: readonly FinishedPhase[];
  readonly current: CurrentPhase | undefined;
  readonly retries: number;
  readonly result: InstanceResult | undefined;
}

/** The row before anything happened. */
export function createRunRow(summary: RunInstance): RunRow {
  return {
    summary,
    startedAt: undefined,
    waitingFor: '',
    finished: [],
    current: undefined,
    retries: 0,
    result: undefined,
  };
}

/** The row after `event`, which is about this row's instance. Raw output changes nothing. */
export function updateRunRow(row: RunRow, event: InstanceEvent): RunRow {
  switch (event.type) {
    case 'instance-waiting':
      return { ...row, waitingFor: event.reason };
    case 'instance-started':
      // Another worker may begin it anew.
      return { ...row, startedAt: event.at, waitingFor: '', finished: [], current: undefined };
    case 'phase-started':
      return { ...row, startedAt: row.startedAt ?? event.at, current: enterPhase(row, event.phase) };
    case 'phase-progress': {
      const { text, done, total } = event;
      return { ...row, current: { ...enterPhase(row, event.phase), text, done, total } };
    }
    case 'retry': {
      const current = {
        phase: event.phase,
        text: event.reason,
        done: undefined,
        total: undefined,
        attempt: event.attempt + 1,
      };
      return { ...row, retries: row.retries + 1, current };
    }
    case 'phase-finished': {
      const { phase, outcome, durationMs } = event;
      return { ...row, current: undefined, finished: [...row.finished, { phase, outcome, durationMs }] };
    }
    case 'instance-finished':
      return { ...row, current: undefined, result: event.result };
    case 'instance-remade':
    case 'output':
    case 'state-finished':
    case 'check-finished':
      return row;
    default:
      return event satisfies never;
  }
}

/** Whether it ended, and not well. */
export function isFailed({ result }: RunRow): boolean {
  return result !== undefined && isBad(result);
}

/** Whether it passed, and an earlier attempt of the night had failed. */
export function isFlaky({ result, summary }: RunRow): boolean {
  return result?.outcome === 'pass' && summary.hasFailed === true;
}

export function isRunning(row: RunRow): boolean {
  return row.result === undefined && row.startedAt !== undefined;
}

export function isWaiting(row: RunRow): boolean {
  return row.result === undefined && row.startedAt === undefined;
}

function enterPhase(row: RunRow, phase: Phase): CurrentPhase {
  return row.current?.phase === phase
    ? row.current
    : { phase, text: '', done: undefined, total: undefined, attempt: 1 };
}
