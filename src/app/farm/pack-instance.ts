import { buffer } from 'node:stream/consumers';
import { readBytes } from '../../base/files/read-regular.ts';
import { packTar, type TarEntry } from '../../base/tar/pack-tar.ts';
import { ConfigError } from '../../contract/errors.ts';
import type { ContentRef } from '../../contract/farm.ts';
import type { InstancePlan } from '../../contract/plan.ts';
import type { SaltLogLevel } from '../../contract/provisioner.ts';
import { encodeContent, type EncodedContent } from '../../farm/pack/content-code.ts';
import { CONTENT, makePortable, MOUNTED, mountName, skeletonOf } from '../../farm/pack/portable-plan.ts';
import { writePlan } from '../../farm/pack/read-plan.ts';
import type { BundleEntry } from '../../provision/bundle/bundle-entry.ts';
import { collectTravelling } from '../../provision/bundle/collect-travelling.ts';
import { readBundle } from '../../provision/bundle/pack-bundle.ts';

/** A file that is mounted while an image is prepared: a certificate bundle, not a disk. */
const MOST_MOUNT_BYTES = 8 * 2 ** 20;

/** An instance, ready to travel. */
export interface PackedInstance {
  /** What everybody may read of the plan. */
  readonly plan: InstancePlan;
  readonly contents: Readonly<Record<string, ContentRef>>;
  /** By digest. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
  /** Of which file of this machine each file of a content was made: hex digest ▸ path in it ▸ absolute path. */
  readonly origins: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export interface Packing {
  /** The project's folder. */
  readonly directory: string;
  /** How much Salt is to say of itself. Default: as Salt does. */
  readonly saltLog?: SaltLogLevel | undefined;
  /** Seals all that travels. Undefined: nothing is sealed. */
  readonly key: Uint8Array | undefined;
  /** Values that workers must not show, as this process knows them. */
  readonly secrets: readonly string[];
}

/** Packs the instances of one run; what several have in common is read and packed once. */
export interface Packer {
  /**
   * The plan with all that it needs of this machine's disk. Throws `ConfigError` for what cannot travel and for secrets
   * without a key, `CONTENT_CHANGED`, and what reading formulas throws.
   */
  pack(plan: InstancePlan): Promise<PackedInstance>;
}

/** The packer of a run. */
export function openPacker({ directory, saltLog, key, secrets }: Packing): Packer {
  const packed = new Map<string, Promise<readonly Part[]>>();
  // Without a key nothing is secret that must not be known there too.
  const hidden =
    key === undefined || secrets.length === 0 ? [] : [packText(CONTENT.secrets, JSON.stringify(secrets), key)];
  const packOnce = (plan: InstancePlan, portable: InstancePlan): Promise<readonly Part[]> => {
    const name = JSON.stringify([plan.trees, plan.pillar.directories, plan.pillar.files]);
    const known = packed.get(name) ?? packDisk(plan, portable, key);
    packed.set(name, known);
    return known;
  };
  return {
    async pack(plan) {
      refuseOpenSecrets(plan, key);
      const portable = makePortable(plan);
      const mounts = Object.keys(plan.prepare.mounts).map((host) => packMount(plan, host, key));
      return combine(plan, [
        ...(await packOnce(plan, portable)),
        ...(await Promise.all(mounts)),
        packText(CONTENT.plan, writePlan({ plan: portable, directory, ...(saltLog ? { saltLog } : {}) }), key),
        ...hidden,
      ]);
    },
  };
}

function combine(plan: InstancePlan, parts: readonly Part[]): PackedInstance {
  return {
    plan: skeletonOf(plan),
    contents: Object.fromEntries(parts.map(({ name, content }) => [name, content.ref])),
    bytes: new Map(parts.map(({ content }) => [content.ref.digest, content.bytes])),
    origins: new Map(parts.map(({ content, origins }) => [hexOf(content.ref.digest), origins])),
  };
}

function hexOf(digest: string): string {
  return digest.slice('sha256:'.length);
}

/** Formulas and pillar. */
async function packDisk(
  plan: InstancePlan,
  portable: InstancePlan,
  key: Uint8Array | undefined,
): Promise<readonly Part[]> {
  const found = await collectTravelling(plan);
  return await Promise.all([
    ...(portable.trees.length === 0 ? [] : [packPart(CONTENT.trees, found.trees, key)]),
    ...(portable.pillar.directories.length === 0 ? [] : [packPart(CONTENT.pillar, found.pillar, key)]),
    ...(found.pillarFiles.length === 0 ? [] : [packPart(CONTENT.files, found.pillarFiles, key)]),
  ]);
}

interface Part {
  readonly name: string;
  readonly content: EncodedContent;
  readonly origins: ReadonlyMap<string, string>;
}

async function packPart(name: string, entries: readonly BundleEntry[], key: Uint8Array | undefined): Promise<Part> {
  const origins = entries.flatMap((entry) =>
    entry.kind === 'file' && 'host' in entry.from ? [[entry.path, entry.from.host] as const] : [],
  );
  return { name, content: await encodeTar(name, readBundle(entries), key), origins: new Map(origins) };
}

async function packMount(plan: InstancePlan, host: string, key: Uint8Array | undefined): Promise<Part> {
  const name = mountName(host);
  const content = await readBytes(host, MOST_MOUNT_BYTES).catch((cause: unknown) => {
    const why = `only a file of up to 8 MiB can travel to a worker: ${cause instanceof Error ? cause.message : ''}`;
    throw new ConfigError([{ ...plan.place, column: 1, message: `'prepare: mounts' names '${host}', and ${why}` }]);
  });
  const entries = [{ kind: 'file', path: MOUNTED, content } as const];
  return { name, content: await encodeTar(name, entries, key), origins: new Map([[MOUNTED, host]]) };
}

function packText(name: string, text: string, key: Uint8Array | undefined): Part {
  return { name, content: encodeContent(name, Buffer.from(text), key), origins: new Map() };
}

async function encodeTar(
  name: string,
  entries: Iterable<TarEntry> | AsyncIterable<TarEntry>,
  key: Uint8Array | undefined,
): Promise<EncodedContent> {
  return encodeContent(name, await buffer(packTar(entries)), key);
}

function refuseOpenSecrets({ name, secrets, place }: InstancePlan, key: Uint8Array | undefined): void {
  if (key !== undefined || secrets === undefined || Object.values(secrets).flat().length === 0) return;
  const message = `'${name}' has secrets, and they would lie in the database for all to read: set SALTERN_FARM_KEY, here and on the workers`;
  throw new ConfigError([{ ...place, column: 1, message }], {
    hint: 'Make one with `openssl rand -base64 32`.',
  });
}
