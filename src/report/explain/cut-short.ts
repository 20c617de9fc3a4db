import type { InstanceResult } from '../../contract/result.ts';

/** Ended by a person: neither a verdict nor trouble worth a remedy. What `--fail-fast` stopped is skipped instead. */
export function isCutShort({ trouble, outcome }: InstanceResult): boolean {
  return trouble?.code === 'INTERRUPTED' && outcome !== 'skip';
}

/** Cut short before anything was done with it. */
export function isNotBegun(result: InstanceResult): boolean {
  return isCutShort(result) && result.phases.length === 0;
}
