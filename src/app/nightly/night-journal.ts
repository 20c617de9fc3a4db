import type { NightRecord, NightStep, NightStepName } from '../../contract/night.ts';
import type { NightFiles } from '../../store/files/night-files.ts';

/** The record of a night under way, and its file. */
export interface NightJournal {
  /** As it is now; a step that has begun and not ended is in it as one that did not. */
  readonly record: NightRecord;
  /** Changes it; the file follows as fast as the disk is, and always has a state that once was true. */
  note(change: Partial<NightRecord>): void;
  /** Changes it, and waits until that is on disk. Throws what writing throws. */
  keep(change: Partial<NightRecord>): Promise<void>;
  /** Begins a step: its time goes on where an earlier part of it was stopped. */
  begin(name: NightStepName): void;
  /** Forgets that the step was begun. */
  drop(): void;
  /** Ends the step that was begun, with what it found out. Throws what writing throws. */
  end(how: Pick<NightStep, 'outcome' | 'text'>, change?: Partial<NightRecord>): Promise<NightStep>;
}

/** What a step that was stopped says. */
export const NOT_FINISHED = 'not finished';

/** `now`: milliseconds since the epoch. */
export function openJournal(start: NightRecord, files: Pick<NightFiles, 'put'>, now: () => number): NightJournal {
  let record = start;
  let open: OpenStep | undefined;
  // One after the other, each with the newest state: what is noted meanwhile goes with the next.
  let writing: Promise<void> = Promise.resolve();
  let isWaiting = false;

  const current = (): NightRecord => (open === undefined ? record : withStep(record, closeStep(open, now())));
  const write = (): Promise<void> => {
    if (isWaiting) return writing;
    isWaiting = true;
    writing = writing
      .catch(() => undefined)
      .then(() => {
        isWaiting = false;
        return files.put(current());
      });
    return writing;
  };
  return {
    get record() {
      return current();
    },
    note(change) {
      record = { ...record, ...change };
      // Whoever keeps the next change is told of what stood in the way.
      write().catch(() => undefined);
    },
    async keep(change) {
      record = { ...record, ...change };
      await write();
    },
    begin(name) {
      const earlier = record.steps.find((step) => step.name === name);
      const startedAt = earlier?.startedAt ?? new Date(now()).toISOString();
      open = { name, startedAt, earlierMs: earlier?.durationMs ?? 0, beganMs: now() };
    },
    drop() {
      open = undefined;
    },
    async end({ outcome, text }, change = {}) {
      if (open === undefined) throw new Error('no step was begun');
      const step = { ...closeStep(open, now()), outcome, text };
      record = withStep({ ...record, ...change }, step);
      open = undefined;
      await write();
      return step;
    },
  };
}

interface OpenStep extends Pick<NightStep, 'name' | 'startedAt'> {
  /** Milliseconds that parts of it took before it was stopped. */
  readonly earlierMs: number;
  /** When this part began, milliseconds since the epoch. */
  readonly beganMs: number;
}

function closeStep({ name, startedAt, earlierMs, beganMs }: OpenStep, now: number): NightStep {
  return { name, outcome: 'error', startedAt, durationMs: Math.round(earlierMs + now - beganMs), text: NOT_FINISHED };
}

/** In the place of an earlier part of the same step. */
function withStep(record: NightRecord, step: NightStep): NightRecord {
  return { ...record, steps: [...record.steps.filter(({ name }) => name !== step.name), step] };
}
