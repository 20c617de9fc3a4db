import { AFTER_REBOOT } from '../contract/after-reboot.ts';
import type { InstanceResult } from '../contract/model.ts';

/** Why an instance did not pass, one line per state, check or trouble; empty when it passed. The gate shows these. */
export function listReasons(result: InstanceResult): readonly string[] {
  const { trouble, converge, idempotence, checks } = result;
  return [
    ...(trouble ? [`${trouble.code}: ${trouble.message}`] : []),
    ...(converge?.problems ?? []).map((problem) => `converge: ${firstLine(problem.message)}`),
    ...failing(converge?.states).map((state) => `state ${state.id} ${state.function}: ${firstLine(state.comment)}`),
    ...(idempotence?.problems ?? []).map((problem) => `second pass: ${firstLine(problem.message)}`),
    ...failing(idempotence?.states).map(
      ({ id, function: fun, comment }) =>
        `state ${id} ${fun} changed again ${comment.startsWith(AFTER_REBOOT) ? 'after a reboot' : 'on the second pass'}`,
    ),
    ...failing(checks).map((check) => `check ${check.type} ${check.id} ${check.message}`),
  ];
}

function failing<T extends { readonly outcome: string }>(items: readonly T[] = []): readonly T[] {
  return items.filter((item) => item.outcome === 'fail' || item.outcome === 'error');
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
