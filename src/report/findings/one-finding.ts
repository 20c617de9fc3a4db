import type { FoundPlace } from '../../base/place/place.ts';
import type { InstanceSummary } from '../../contract/events.ts';
import type { Finding } from '../../contract/finding.ts';

/** Something that went wrong on one instance. */
export interface OneFinding extends Pick<Finding, 'severity' | 'rule' | 'title'> {
  readonly instance: InstanceSummary;
  /** What it is, whatever it says this time. */
  readonly identity: readonly string[];
  /** One line: `chronyd does not start after this state: exit status 1`. */
  readonly why: string;
  /** What one would look up next; clean lines, none too long. */
  readonly details: readonly string[];
  readonly place: FoundPlace | undefined;
  /** 0: nothing could be rendered, so nothing else was seen. 1: it failed first. 2: later, when more may follow from that. */
  readonly rank: 0 | 1 | 2;
}
