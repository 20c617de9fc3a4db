import type { Ed25519Key } from '../../base/sign/keys.ts';
import type { Masker } from '../../base/secret/masker.ts';
import type { FarmDesk, FarmJob } from '../../contract/farm.ts';
import type { BoundInstance } from '../../run/bind/bind-instances.ts';
import type { ContentDoor } from './content-door.ts';
import type { PackedInstance } from './pack-instance.ts';

/** Where jobs go, and what is said of them there. */
export interface WorkersOptions {
  readonly desk: FarmDesk;
  /** Where content goes. */
  readonly door: ContentDoor;
  readonly key: Uint8Array | undefined;
  /** Names of instances or globs ▸ labels that their worker must have, beside that of the driver. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly secrets: Masker;
  /** One of these must have signed a result. Undefined: nobody need sign. */
  readonly signers: readonly Ed25519Key[] | undefined;
  /** One sentence why nobody takes any of these jobs; undefined where somebody can. */
  explainNoTaker: ExplainNoTaker;
}

/** As `WorkersOptions.explainNoTaker`. */
export type ExplainNoTaker = (
  jobs: readonly FarmJob[],
  workers: Awaited<ReturnType<FarmDesk['workers']>>,
) => string | undefined;

/** An instance that goes to workers. */
export interface PackedJob {
  readonly bound: BoundInstance;
  readonly packed: PackedInstance;
  readonly job: FarmJob;
}

/** An instance that is ready to go, or what is in its way. */
export type PackedOrNot = PackedJob | { readonly bound: BoundInstance; readonly error: unknown };
