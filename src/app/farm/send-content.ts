import { limitSlots } from '../../base/wait/limit-slots.ts';
import type { ContentDoor } from './content-door.ts';
import type { PackedInstance } from './pack-instance.ts';

/** Side by side: each is one statement, or one file. */
const AT_ONCE = 4;

/** Puts there what of these instances is not there yet, each content once. */
export async function sendContent(
  instances: readonly { readonly packed: PackedInstance }[],
  { door }: { readonly door: ContentDoor },
  signal: AbortSignal,
): Promise<void> {
  const all = new Map(instances.flatMap(({ packed }) => [...packed.bytes]));
  const missing = await door.lacks([...all.keys()]);
  const slots = limitSlots(AT_ONCE);
  const sending = missing.map(async (digest) => {
    using _slot = await slots.take(signal);
    await door.putContent(digest, all.get(digest) ?? new Uint8Array());
  });
  await Promise.all(sending);
}
