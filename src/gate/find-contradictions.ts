import type { z } from 'zod';
import type { Path } from '../base/json/json-value.ts';
import type { ExactPlace, Problem } from '../base/place/place.ts';
import { parseDuration } from '../base/time/parse-duration.ts';
import { AGE_UNITS, type channelSchema } from './channel-schema.ts';

/** Channels as the policy has them, by name. */
export type WrittenChannels = Readonly<Record<string, z.infer<typeof channelSchema>>>;

type WrittenLane = NonNullable<WrittenChannels[string]['lanes']>[string];

/**
 * What is right word by word, and could never promote anything together, or has no effect; a gate that stays shut for ever should not look
 * like one that waits. Pure. A `deadline` that ends before the soak is none of these: it is for what is lacking, and what
 * comes in time soaks on. Nor are approvals that take longer than `full-within`, which counts from the promotion on.
 */
export function findContradictions(channels: WrittenChannels, placeOf: (path: Path) => ExactPlace): readonly Problem[] {
  return Object.entries(channels).flatMap(([name, channel]) => {
    const maxAge = channel['max-age'];
    const lanes = Object.entries(channel.lanes ?? {});
    return [
      ...findEndlessSoak(channel.soak, maxAge, () => placeOf(['channels', name, 'soak'])),
      ...lanes.flatMap(([lane, { soak }]) =>
        findEndlessSoak(soak, maxAge, () => placeOf(['channels', name, 'lanes', lane, 'soak'])),
      ),
      ...lanes.flatMap(([lane, written]) =>
        findNothingOwed(written, () => placeOf(['channels', name, 'lanes', lane, 'full-within'])),
      ),
    ];
  });
}

/** A content is tested when it comes, and that is when its soak begins: whatever was found out then is stale at the end. */
function findEndlessSoak(
  soak: string | undefined,
  maxAge: string | undefined,
  placeOf: () => ExactPlace,
): readonly Problem[] {
  if (soak === undefined || maxAge === undefined) return [];
  const [soakMs, maxAgeMs] = [parseDuration(soak, AGE_UNITS) ?? 0, parseDuration(maxAge, AGE_UNITS) ?? Infinity];
  if (soakMs === 0 || soakMs < maxAgeMs) return [];
  const message = `'soak: ${soak}' is not over before 'max-age: ${maxAge}' makes the results stale, so nothing would ever be promoted; make 'max-age' longer than 'soak', or leave it out`;
  return [{ ...placeOf(), message }];
}

/** What a lane without a `require` lets through has proved all that the channel requires. */
function findNothingOwed(
  { require, 'full-within': within }: Pick<WrittenLane, 'require' | 'full-within'>,
  placeOf: () => ExactPlace,
): readonly Problem[] {
  if (within === undefined || require !== undefined) return [];
  const message = `'full-within: ${within}' has no effect in a lane without a 'require': it asks for all that the channel requires as it is; say what the lane requires, or leave it out`;
  return [{ ...placeOf(), message }];
}
