import { parseDuration } from '../../base/time/parse-duration.ts';
import type { NightlySettings, Project } from '../../config/project.ts';
import { NIGHT_AGE_UNITS } from '../../config/schema/shapes.ts';
import { SalternError } from '../../contract/errors.ts';
import type { ProjectOptions } from '../load-project-for.ts';
import type { NightOptions } from './night-options.ts';

/** What holds for this night: flags over the project's settings. Throws `USAGE`. Pure. */
export function settleNight({ nightly }: Pick<Project, 'nightly'>, options: NightOptions): NightlySettings {
  const { channel = nightly.channel, promote, maxAge } = options;
  return {
    channel,
    isPromoting: nightly.isPromoting && promote !== false,
    isDeriving: nightly.isDeriving,
    maxAgeMs: maxAge === undefined ? nightly.maxAgeMs : readAge(maxAge),
  };
}

/** What the project is loaded with; without the snapshot, which a night chooses. Pure. */
export function toProjectOptions(options: NightOptions): Omit<ProjectOptions, 'snapshot'> {
  const {
    channel: _channel,
    promote: _promote,
    maxAge: _maxAge,
    force: _force,
    fresh: _fresh,
    workers: _workers,
    ...rest
  } = options;
  const { snapshot: _snapshot, ...own } = rest;
  return own;
}

function readAge(text: string): number {
  const ms = parseDuration(text, NIGHT_AGE_UNITS);
  if (ms !== undefined) return ms;
  throw new SalternError('USAGE', `'${text}' is no age of a night`, {
    hint: 'Write a number with its unit: --max-age 26h, 90m, 7d or 2w.',
  });
}
