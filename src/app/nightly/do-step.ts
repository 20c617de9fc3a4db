import { firstLine } from '../../base/text/first-line.ts';
import type { NightStepName } from '../../contract/night.ts';
import { toTrouble } from '../../contract/to-trouble.ts';
import type { NightScene, StepEnd } from './night-scene.ts';

/**
 * Does a step, and keeps and tells how it went; gives what stood beside its way. A step without an end leaves no trace.
 * Throws what the step throws, once that is kept, and what keeping throws.
 */
export async function doStep(
  { services, journal, listener }: NightScene,
  name: NightStepName,
  work: () => Promise<StepEnd | undefined>,
): Promise<readonly unknown[]> {
  journal.begin(name);
  try {
    const end = await work();
    if (end === undefined) {
      journal.drop();
      return [];
    }
    listener.ended(await journal.end(end, end.change), journal.record);
    return end.troubles ?? [];
  } catch (error) {
    const text = services.signal.aborted ? 'interrupted' : firstLine(toTrouble(error).message);
    listener.ended(await journal.end({ outcome: 'error', text }), journal.record);
    throw error;
  }
}
