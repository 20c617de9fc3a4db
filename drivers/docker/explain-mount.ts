import { SalternError } from '../../src/contract/errors.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import type { Engine } from './engine.ts';
import { engineMessage } from './explain-engine-error.ts';

/**
 * What to do where an engine cannot mount the snapshot: it runs on another machine, or has no right to (rootless, on a
 * kernel before 5.11). Any other error comes back as it is. Pure.
 */
export function explainMount(error: unknown, { endpoint }: Pick<Engine, 'endpoint'>, plan: InstancePlan): unknown {
  const message = engineMessage(error);
  if (!message.includes('failed to mount local volume')) return error;
  const folders = (plan.snapshot?.repositories ?? []).flatMap(({ at }) => (at.kind === 'directory' ? [at.path] : []));
  const reason = message.slice(message.lastIndexOf(': ') + 2);
  return new SalternError(
    'ENGINE_FAILED',
    `Docker on '${endpoint.name}' cannot show '${plan.name}' the snapshot in '${folders[0] ?? ''}': ${reason}`,
    {
      hint: "An engine on another machine, or one without root, cannot mount it: let a web server show the snapshot root to guests, and name it with 'snapshots: { url: … }'.",
      cause: error,
      details: [message],
    },
  );
}
