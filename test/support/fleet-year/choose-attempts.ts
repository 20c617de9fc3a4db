import type { Outcome } from '../../../src/contract/outcome.ts';
import { chance } from './fleet-shape.ts';

/** Spells in which a formula is red: from how many nights ago on, for how many nights, where, and how. */
interface Spell {
  readonly formula: string;
  readonly ago: number;
  readonly nights: number;
  readonly platforms: readonly string[];
  readonly outcome: 'fail' | 'error';
}

const ALL = ['centos-7', 'centos-stream-8', 'centos-stream-9'] as const;

/** What happened this year; the newest night is 0 nights ago. */
const SPELLS: readonly Spell[] = [
  { formula: 'ops-time', ago: 0, nights: 1, platforms: ALL, outcome: 'fail' },
  { formula: 'ops-syslog', ago: 12, nights: 3, platforms: ['centos-stream-9'], outcome: 'fail' },
  { formula: 'ops-mail', ago: 47, nights: 5, platforms: ['centos-stream-8', 'centos-stream-9'], outcome: 'fail' },
  { formula: 'ops-hypr', ago: 88, nights: 9, platforms: ['centos-stream-9'], outcome: 'fail' },
  { formula: 'ops-vault', ago: 140, nights: 2, platforms: ['centos-stream-8'], outcome: 'error' },
  { formula: 'ops-ssl_certs', ago: 201, nights: 4, platforms: ALL, outcome: 'fail' },
  { formula: 'ops-minion', ago: 260, nights: 3, platforms: ['centos-7'], outcome: 'fail' },
];

/** Nights ago in which the mirror did not answer: nothing could be found out. */
const DARK = new Set([33, 171]);

/** Formulas that nobody had written yet so many nights ago. */
const SINCE: Readonly<Record<string, number>> = { 'ops-hypr': 320, 'ops-vault': 300 };

/** Attempts of one night at one instance, as outcomes in their order; empty where it was not run. */
export function chooseAttempts(formula: string, platform: string, ago: number): readonly Outcome[] {
  if (ago >= (SINCE[formula] ?? Infinity)) return [];
  if (DARK.has(ago)) return ['error', 'error'];
  const spell = SPELLS.find(
    (one) =>
      one.formula === formula && ago >= one.ago && ago < one.ago + one.nights && one.platforms.includes(platform),
  );
  if (spell !== undefined) return [spell.outcome, spell.outcome];
  const isFlaky = formula === 'ops-ssh' && platform === 'centos-stream-8' && (ago === 0 || chance('flaky', ago) < 0.04);
  if (isFlaky || chance('odd', formula, platform, ago) < 0.0015) return ['fail', 'pass'];
  return ['pass'];
}
