import type { Json } from '../base/json/json.ts';
import type { Path } from '../base/json/json-value.ts';
import type { ExactPlace, Problem } from '../base/place/place.ts';
import type { Connection } from './connection.ts';
import type { Finding } from './driver.ts';
import type { PrepareStep } from './prepare.ts';
import type { HostContext } from './context.ts';
import type { InstancePlan } from './plan.ts';
import type { CheckResult } from './result.ts';

/** Values of a file that know where they are written. */
export interface Written {
  readonly value: Json | undefined;
  /** Where a path's value is written; for what is not written, the nearest place above. */
  place(path?: Path): ExactPlace;
}

/** What a verifier may use while it reads a suite. */
export interface ReadContext {
  /**
   * A YAML file that a configuration names, by its absolute path; undefined when it cannot be read: a problem at
   * `place`.
   */
  readYaml(path: string, place: ExactPlace): Promise<Written | undefined>;
}

/** What a verifier made of what is written under its name. */
export interface ReadChecks<Config extends Json = Json> {
  /** Plain data: it becomes part of the plan, and is given back to `digest`, `steps` and `verify`. */
  readonly config: Config;
  /** Everything that has no meaning, each at its place. */
  readonly problems: readonly Problem[];
}

/** What is looked at. */
export interface VerifyTarget {
  readonly plan: InstancePlan;
  /** Its `address` is for verifiers that run on this machine. */
  readonly connection: Connection;
}

/** What a verifier may use while it checks an instance. */
export interface VerifyContext {
  readonly signal: AbortSignal;
  output(text: string, stream?: 'stdout' | 'stderr'): void;
}

/** Looks at converged instances. Plain object, no inheritance; a contract test suite runs against each. */
export interface Verifier<Config extends Json = Json> {
  /** Its name in the registry, in files (`verify: [{ goss: … }]`), and in every result. */
  readonly name: string;
  /** Where its work is done: through the connection, or on this machine by the connection's address. */
  readonly where: 'guest' | 'host';
  /**
   * Reads what a suite says, files that it names included; starts nothing. A file that is not there is told once: by the
   * context, or as a problem.
   */
  read(written: Written, context: ReadContext): Promise<ReadChecks<Config>>;
  /**
   * `sha256:…` over all that `verify` asserts with that config; not over where it is written. Contents of files count:
   * either `read` put them into the config and `verify` looks at no file, or the files are hashed anew at each call.
   * Asked right before and right after `verify`, so that no evidence is bound to a file that was changed meanwhile.
   */
  digest(config: Config): Promise<string>;
  /** What it needs in the guest, made once and not in each instance. Default: nothing. */
  steps?(config: Config, plan: InstancePlan): Promise<readonly PrepareStep[]>;
  /** What it needs on this machine; trouble is a finding. Default: nothing. */
  doctor?(context: HostContext): Promise<readonly Finding[]>;
  /**
   * Every assertion in the order it is written: verdicts are values. Throws `VERIFY_TROUBLE` when nothing could be
   * found out or nothing is asserted, `GUEST_GONE` (also when it works on this machine), and the signal’s reason.
   */
  verify(config: Config, target: VerifyTarget, context: VerifyContext): Promise<readonly CheckResult[]>;
}
