import { z } from 'zod';
import {
  CONTENT_KINDS,
  type PackageEntry,
  type SnapshotManifest,
  type SnapshotSummary,
} from '../../contract/snapshot.ts';

const checkSchema = z.discriminatedUnion('by', [
  z.object({ by: z.literal('image'), solver: z.string(), platform: z.string(), installed: z.number() }),
  z.object({ by: z.literal('machine'), solver: z.string() }),
]);

const head = {
  version: z.literal(1),
  id: z.string(),
  createdAt: z.string(),
  digest: z.string(),
  derivedFrom: z
    .object({
      id: z.string(),
      digest: z.string(),
      checks: z.array(checkSchema).exactOptional(),
      isBroken: z.boolean().exactOptional(),
    })
    .exactOptional(),
};

const memberHead = {
  name: z.string(),
  metadataDigest: z.string(),
  contentDigest: z.string(),
  origin: z.object({ source: z.string(), ref: z.string() }).exactOptional(),
  stale: z.object({ since: z.string(), why: z.string() }).exactOptional(),
};

/** By hand: a schema's check of ten thousand packages takes longer than all else that is done with them. */
const packagesSchema = z.custom<readonly PackageEntry[]>((value) => Array.isArray(value) && value.every(isPackage));

function isPackage(value: unknown): value is PackageEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { name, arch, epoch, version, release, pkgid, size, sourcerpm, location, built, obsoletes } =
    value as Partial<PackageEntry>;
  return (
    typeof name === 'string' &&
    typeof arch === 'string' &&
    typeof epoch === 'number' &&
    typeof version === 'string' &&
    typeof release === 'string' &&
    typeof pkgid === 'string' &&
    typeof size === 'number' &&
    typeof sourcerpm === 'string' &&
    typeof location === 'string' &&
    (built === undefined || typeof built === 'number') &&
    (obsoletes === undefined || (Array.isArray(obsoletes) && obsoletes.every((one) => typeof one === 'string')))
  );
}

const itemSchema = z.object({ kind: z.enum(CONTENT_KINDS), name: z.string(), digest: z.string() });

const otherSchema = z.object({ path: z.string(), sha256: z.string() });

/** Form of `manifest.json`. */
export const manifestSchema = z.object({
  ...head,
  members: z.array(
    z.object({
      ...memberHead,
      items: z.array(itemSchema).exactOptional(),
      others: z.array(otherSchema).exactOptional(),
      packages: packagesSchema,
    }),
  ),
}) satisfies z.ZodType<SnapshotManifest>;

/** Form of `summary.json`. */
export const summarySchema = z.object({
  ...head,
  members: z.array(z.object({ ...memberHead, packages: z.number(), bytes: z.number() })),
}) satisfies z.ZodType<SnapshotSummary>;
