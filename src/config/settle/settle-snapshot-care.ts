import { asMap, asText, asTexts } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import { parseDuration } from '../../base/time/parse-duration.ts';
import type { SnapshotSettings } from '../project.ts';
import { SNAPSHOT_AGE_UNITS } from '../schema/shapes.ts';

/** What `snapshots:` says of keys, and of what need not stay. */
export function settleSnapshotCare(snapshots: Json | undefined): Pick<SnapshotSettings, 'keys' | 'prune'> {
  const said = asMap(snapshots);
  const keys = Object.entries(asMap(said['keys'])).map(([member, one]) => {
    const own = Array.isArray(one) ? { files: one } : asMap(one);
    return { member, files: asTexts(own['files']), isMetadataSigned: asMap(own)['metadata'] !== false };
  });
  return { keys, prune: settlePrune(said['prune']) };
}

function settlePrune(prune: Json | undefined): SnapshotSettings['prune'] {
  const { keep, 'min-age': age, decisions } = asMap(prune);
  if (typeof keep !== 'number') return undefined;
  const minAgeMs = parseDuration(asText(age) ?? '', SNAPSHOT_AGE_UNITS);
  const decisionsMs = parseDuration(asText(decisions) ?? '', SNAPSHOT_AGE_UNITS);
  return {
    keep,
    ...(minAgeMs === undefined ? {} : { minAgeMs }),
    ...(decisionsMs === undefined ? {} : { decisionsMs }),
  };
}
