import type { UnitAnswers } from '../../base/systemd/describe-unit.ts';

/** One entry of a state return: the tag and Salt's dictionary. */
export interface RawState {
  readonly tag: string;
  readonly result: Readonly<Record<string, unknown>>;
  /** What Salt said of errors while it ran. Default: none. */
  readonly errors?: readonly string[];
  /** What systemd says of a service that failed. Default: it was not asked. */
  readonly unit?: UnitAnswers | null;
  /** What was most likely meant by a function that Salt does not know. Default: it knows it, or nothing is near. */
  readonly near?: string | null;
}
