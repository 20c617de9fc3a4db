import type { InstanceEvent } from '../../contract/events.ts';
import { isUnbegun } from '../explain/group-alike.ts';

/** Keeps trouble that befalls one instance after the other, before anything was done in them, from being told for each. */
export interface UnbegunHolder {
  /**
   * Whether there is nothing to say of the event now. `say` says it: later, when something else is said first, and not
   * at all when the end of the run says it or another instance had the same.
   */
  takes(event: InstanceEvent, say: () => void): boolean;
  /** Says what is held. */
  release(): void;
}

export function holdUnbegun(): UnbegunHolder {
  /** Instances in which something was done. */
  const begun = new Set<string>();
  const told = new Set<string>();
  let held: (() => void) | undefined;
  return {
    takes(event, say) {
      if (event.type === 'phase-finished') {
        const isBegun = begun.has(event.instance) || (event.phase !== 'prepare' && event.outcome !== 'error');
        if (isBegun) begun.add(event.instance);
        // The line of the instance itself follows, with the reason.
        return !isBegun && event.outcome === 'error';
      }
      if (event.type !== 'instance-finished' || event.result.outcome !== 'error' || !isUnbegun(event.result))
        return false;
      const message = event.result.trouble?.message ?? '';
      const isFirst = told.size === 0;
      const isNew = !told.has(message);
      told.add(message);
      if (isFirst) held = say;
      return isFirst || !isNew;
    },
    release() {
      const say = held;
      held = undefined;
      say?.();
    },
  };
}
