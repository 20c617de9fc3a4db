import type { KeptEvidence } from '../contract/evidence.ts';
import type { Finding } from './judge-result.ts';
import type { ChannelRules } from './policy.ts';

/** What a result says; asked for again, the same at once. */
export type JudgeKept = (result: KeptEvidence) => Finding;

/** What all attempts at one content come to. */
export interface CountedAttempts {
  /** The failures that used all attempts up, oldest first: then it failed, and trying on is no proof. Default: none. */
  readonly spent?: readonly KeptEvidence[];
  /** How many of the newest round passed; enough of them, and it stays so until it fails again. */
  readonly passes: number;
  readonly isEnough: boolean;
}

/**
 * Counts the attempts at what is declared now. Pure. They come in rounds: one begins with a failure after enough passes,
 * so each night may try anew; one in which too many failed to pass `need` of them is the last. `results`: newest first.
 */
export function countAttempts(
  results: readonly KeptEvidence[],
  judge: JudgeKept,
  { attempts, need = 1 }: Pick<ChannelRules, 'attempts' | 'need'>,
): CountedAttempts {
  // Where as many are allowed as anybody likes, the newest says all.
  if (attempts === undefined) return { passes: 1, isEnough: true };
  let failures: readonly KeptEvidence[] = [];
  let passes = 0;
  let isEnough = false;
  for (const result of results.toReversed()) {
    if (result.outcome === 'error' || result.outcome === 'skip') continue;
    const { isCurrent, kind } = judge(result);
    if (!isCurrent) continue;
    if (result.outcome === 'fail') {
      if (isEnough) [failures, passes, isEnough] = [[], 0, false];
      failures = [...failures, result];
      if (failures.length > attempts - need) return { spent: failures, passes, isEnough: false };
    } else if (kind === 'stale') {
      // It ended a round once; how often it passed then is too long ago.
      [failures, passes, isEnough] = [[], 0, false];
    } else if (kind === 'pass') {
      passes += 1;
      isEnough ||= passes >= need;
    }
  }
  return { passes, isEnough };
}
