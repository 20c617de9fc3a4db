import type { BrokenKind } from '../../test/testbed/rpm/variation.ts';

/** What the mirrors hold from then on. */
export interface Mirrored {
  /** 0 is the pool as it was built; each later one moves on from the one before. */
  readonly night: number;
  readonly broken?: BrokenKind;
}

/** What a step may name that only shows while the week goes on. */
export interface WeekFacts {
  /** Id of the snapshot where `stable` is. */
  readonly stable: string;
  /** `version-release` of chrony on the first night. */
  readonly chrony: string;
  /** The RPM of sudo that a security team sends. */
  readonly fix: string;
}

/** One command line, and who types it. Default: the nightly job. */
export interface WeekCommand {
  readonly argv: readonly string[];
  readonly by?: string;
}

/** One moment of the week. */
export interface WeekStep {
  readonly day: string;
  /** Days and hours since the first night, which is at half past one. */
  readonly after: { readonly days: number; readonly hours?: number };
  readonly what: string;
  /** Default: the mirrors are as they were. */
  readonly mirror?: Mirrored;
  /** Whether the partner's service is there. Default: as it was. */
  readonly isPartnerUp?: boolean;
  readonly commands: (facts: WeekFacts) => readonly WeekCommand[];
  /** What must come of it. */
  readonly decision: 'promote' | 'wait' | 'reject' | 'none';
  /** Text that the reasons must hold. Default: none. */
  readonly because?: string;
  /** Step, by number from 0, whose snapshot `stable` must be at afterwards; null: nowhere. Default: where it was. */
  readonly stableFrom?: number | null;
}

const nightly: WeekCommand = { argv: ['nightly'] };

/** The week, in the order in which it goes. */
export const WEEK: readonly WeekStep[] = [
  {
    day: 'Mon',
    after: { days: 0 },
    what: 'the first night: all is well, and it has to soak for 20 hours',
    mirror: { night: 0 },
    isPartnerUp: true,
    commands: () => [nightly],
    decision: 'wait',
    because: 'soak',
    stableFrom: null,
  },
  {
    day: 'Tue',
    after: { days: 1 },
    what: 'nothing changed, so no snapshot is made; the first has soaked',
    commands: () => [nightly],
    decision: 'promote',
    stableFrom: 0,
  },
  {
    day: 'Wed',
    after: { days: 2 },
    what: 'the mirrors moved; the new chrony exits as soon as it starts',
    mirror: { night: 1, broken: 'exits' },
    commands: () => [nightly],
    decision: 'reject',
    because: 'chronyd',
  },
  {
    day: 'Wed',
    after: { days: 2, hours: 8 },
    what: 'chrony is held back: a snapshot without the new one, tested as such',
    commands: ({ chrony }) => [
      {
        by: 'jane',
        argv: ['hold', 'chrony', '--most', chrony, '--reason', 'chrony 4.x exits on start', '--expires', '12h'],
      },
      nightly,
    ],
    decision: 'wait',
    because: 'soak',
  },
  {
    day: 'Thu',
    after: { days: 3 },
    what: 'chrony is mended, and the new sshd listens on another port',
    mirror: { night: 2, broken: 'config' },
    commands: () => [nightly],
    decision: 'reject',
    because: 'ops-ssh',
  },
  {
    day: 'Thu',
    after: { days: 3, hours: 8 },
    what: 'it is known and harmless here: a waiver for this failure, for three days',
    commands: () => [
      {
        by: 'jane',
        argv: [
          'waive',
          'ops-ssh-default-centos-stream-9',
          '--channel',
          'stable',
          '--expires',
          '3d',
          '--reason',
          'machines are reached by port 2222 as well',
          '--ticket',
          'OPS-7',
          '--approver',
          'joe',
        ],
      },
      { by: 'jane', argv: ['gate', 'check'] },
    ],
    decision: 'wait',
    because: 'soak',
  },
  {
    day: 'Fri',
    after: { days: 4 },
    what: 'nothing changed; what was waived has soaked',
    commands: () => [nightly],
    decision: 'promote',
    stableFrom: 4,
  },
  {
    day: 'Fri',
    after: { days: 4, hours: 10 },
    what: 'the shop has its busiest days: nothing is to move',
    commands: () => [{ by: 'joe', argv: ['freeze', '--channel', 'stable', '--reason', 'sale until Sunday'] }],
    decision: 'none',
  },
  {
    day: 'Sat',
    after: { days: 5 },
    what: 'the mirrors moved, sshd is as it was: waived, and the channel is frozen',
    mirror: { night: 3, broken: 'config' },
    commands: () => [nightly],
    decision: 'wait',
    because: 'froz',
  },
  {
    day: 'Sun',
    after: { days: 6, hours: 9 },
    what: 'the sale is over, and so is the waiver',
    commands: () => [
      { by: 'joe', argv: ['unfreeze', '--channel', 'stable', '--reason', 'the sale is over'] },
      { argv: ['promote'] },
    ],
    decision: 'reject',
    because: 'expired',
  },
  {
    day: 'Sun',
    after: { days: 6, hours: 12 },
    what: 'a security fix, on what machines have: the short list, two people, no soaking',
    commands: ({ stable, fix }) => [
      { by: 'jane', argv: ['snapshot', 'derive', 'stable', '--label', 'cve', '--add', fix, '--replace'] },
      { argv: ['test', '--snapshot', `${stable}.cve`, '--destroy', 'always'] },
      ...['jane', 'joe'].map((by) => ({
        by,
        argv: [
          'approve',
          '--snapshot',
          `${stable}.cve`,
          '--channel',
          'stable',
          '--lane',
          'expedited',
          '--reason',
          'CVE-2026-12345 in sshd',
        ],
      })),
      { argv: ['promote', '--snapshot', `${stable}.cve`, '--lane', 'expedited'] },
    ],
    decision: 'promote',
    stableFrom: 10,
  },
  {
    day: 'Mon',
    after: { days: 7 },
    what: 'the mirrors moved: all is mended',
    mirror: { night: 4 },
    commands: () => [nightly],
    decision: 'wait',
    because: 'soak',
  },
  {
    day: 'Tue',
    after: { days: 8 },
    what: 'nothing changed, and it has soaked',
    commands: () => [nightly],
    decision: 'promote',
    stableFrom: 11,
  },
  {
    day: 'Tue',
    after: { days: 8, hours: 8 },
    what: 'what machines have by now fails: it is tainted, and nothing moves',
    isPartnerUp: false,
    commands: () => [
      { argv: ['test', '--snapshot', 'stable', '--destroy', 'always'] },
      { argv: ['gate', 'check', '--snapshot', 'stable'] },
    ],
    decision: 'reject',
    because: 'partner',
  },
  {
    day: 'Tue',
    after: { days: 8, hours: 9 },
    what: 'back to what was before',
    commands: () => [{ by: 'joe', argv: ['rollback', '--channel', 'stable', '--reason', 'the partner is down since'] }],
    decision: 'none',
    stableFrom: 10,
  },
  {
    day: 'Tue',
    after: { days: 8, hours: 10 },
    what: 'the quarter ends: what is good goes to production',
    isPartnerUp: true,
    commands: () => [{ by: 'joe', argv: ['promote', '--channel', 'quarterly', '--snapshot', 'last-good'] }],
    decision: 'promote',
  },
];
