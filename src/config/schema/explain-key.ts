import { PHASES } from '../../contract/phases.ts';
import { suggestName } from '../../base/text/suggest-name.ts';

/** What Test Kitchen's `pre_converge` is called here; undefined for every other key. */
export function explainKey(key: string): string | undefined {
  const [, when, phase = ''] = /^(pre|post)_(.+)$/.exec(key) ?? [];
  if (when === undefined) return undefined;
  const near = PHASES.find((name) => name === phase) ?? suggestName(phase, PHASES) ?? 'converge';
  return `; write it under 'hooks' as { ${when === 'pre' ? 'before' : 'after'}: ${near}, run: … }`;
}
