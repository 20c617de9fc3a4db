import type { Reporter } from '../../contract/events.ts';
import type { NightRecord, NightStep } from '../../contract/night.ts';
import type { TellStep } from '../../contract/snapshot-step.ts';
import type { ProjectOptions } from '../load-project-for.ts';

/** What may be said to a night in place of its settings; text as it was typed. */
export interface NightOptions extends ProjectOptions {
  /** Default: the project's. */
  readonly channel?: string;
  /** False: the channel is only judged. Default: as the project says. */
  readonly promote?: boolean;
  /** A time with its unit. Default: the project's. */
  readonly maxAge?: string;
  /** Do it though nothing changed. Default false. */
  readonly force?: boolean;
  /** Begin anew where a night was stopped. Default false. */
  readonly fresh?: boolean;
  /** Run the instances on workers of other machines. Default false. */
  readonly workers?: boolean;
}

/** Who is told while a night is under way. */
export interface NightListener {
  /** How far a snapshot is. */
  readonly progress: TellStep;
  /** A new listener for each run, closed with it. Default: nobody. */
  readonly openScreen?: () => Promise<Reporter>;
  /** A night begins, or goes on. */
  began(record: NightRecord, how: 'new' | 'on'): void;
  /** A step has ended, and this is what is known then. */
  ended(step: NightStep, record: NightRecord): void;
}
