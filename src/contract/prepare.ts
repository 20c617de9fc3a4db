/** One step of making a prepared image; pure data made by the provisioner and run by the driver. */
export interface PrepareStep {
  /** For progress: `salt 3007.15 (pip)`. */
  readonly name: string;
  /** Host files put in before the script runs: absolute host path → absolute guest path. */
  readonly files: Readonly<Record<string, string>>;
  /** Text files written before the script runs: absolute guest path → content, mode 0644. */
  readonly texts: Readonly<Record<string, string>>;
  /** POSIX sh, run as root with `set -eu`. Empty: nothing to run. */
  readonly script: string;
}

/**
 * Steps that end in a saved image. Stages build on one another; a stage's key covers all inputs up to and including it.
 */
export interface PrepareStage {
  /** One word, unique among the stages of an instance (`salt`, `snapshot`): what it is called while it is made. */
  readonly name: string;
  /**
   * What it brings in, for people who look at what is kept: `snapshot 20261122T013000`. No part of the key. Default:
   * its name.
   */
  readonly title?: string;
  /** sha256 hex over the stage's inputs and those before it, the base image's digest excepted: the driver adds that. */
  readonly key: string;
  readonly steps: readonly PrepareStep[];
  /**
   * Run last of all by a driver that saves memory together with the disk: what it leaves running runs in every
   * instance. Other drivers leave it out, so only speed may depend on it.
   */
  readonly resident?: PrepareStep;
}

/** What `prepare` left ready. */
export interface Prepared {
  /** How the driver finds it again (an image id). */
  readonly reference: string;
  /** The base image as configured, and the digest it was resolved to (`sha256:…`). */
  readonly image: { readonly reference: string; readonly digest: string };
  /** False when it was there already. */
  readonly built: boolean;
  /**
   * File of this machine that lists what is installed in the untouched base image, as `readBaseBuilds` reads it; by the time
   * that an instance runs it is there. Default: nobody knows what is in it.
   */
  readonly baseBuilds?: string;
}
