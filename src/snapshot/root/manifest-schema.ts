import { z } from 'zod';
import type { SnapshotManifest, SnapshotSummary } from '../../contract/snapshot.ts';

const head = {
  version: z.literal(1),
  id: z.string(),
  createdAt: z.string(),
  digest: z.string(),
  derivedFrom: z.object({ id: z.string(), digest: z.string() }).exactOptional(),
};

const memberHead = { name: z.string(), metadataDigest: z.string(), contentDigest: z.string() };

const packageSchema = z.object({
  name: z.string(),
  arch: z.string(),
  epoch: z.number(),
  version: z.string(),
  release: z.string(),
  pkgid: z.string(),
  size: z.number(),
  sourcerpm: z.string(),
  location: z.string(),
});

const otherSchema = z.object({ path: z.string(), sha256: z.string() });

/** Form of `manifest.json`. */
export const manifestSchema = z.object({
  ...head,
  members: z.array(
    z.object({ ...memberHead, packages: z.array(packageSchema), others: z.array(otherSchema).exactOptional() }),
  ),
}) satisfies z.ZodType<SnapshotManifest>;

/** Form of `summary.json`. */
export const summarySchema = z.object({
  ...head,
  members: z.array(z.object({ ...memberHead, packages: z.number(), bytes: z.number() })),
}) satisfies z.ZodType<SnapshotSummary>;
