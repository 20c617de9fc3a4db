import type { Json, JsonObject } from '../../base/json/json.ts';
import type { CheckDocument } from './document.ts';
import type { ShellPiece } from './probe/probe-script.ts';
import type { ProbeRecords } from './probe/parse-records.ts';

/** One entry of a gossfile: `sshd` below `service`. */
export interface Resource {
  readonly type: string;
  /** The key in the file. */
  readonly id: string;
  /** What is looked at: the key unless overridden (`path:`, `exec:` …). */
  readonly name: string;
  /** As goss prints it: the key, and `key: name` when the name is overridden. */
  readonly label: string;
  /** What is asserted, in goss's order. */
  readonly expectations: ReadonlyMap<string, Json>;
  readonly settings: JsonObject;
  readonly title: string | undefined;
  readonly isSkipped: boolean;
  /** Unique within a suite; names its records in the probe. */
  readonly index: number;
  readonly document: CheckDocument;
}

/** What the probe found out about one attribute. */
export type Fact =
  | { readonly kind: 'value'; readonly value: Json }
  /** There is certainly no such value (the target of a file that is not a link): the check fails. */
  | { readonly kind: 'absent'; readonly reason: string }
  /** It could not be found out (no rpm): the check is an error. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Beside what is asserted: milliseconds that looking at this resource took, where that was measured. */
export const TOOK = 'took-ms';

export type Facts = Readonly<Record<string, Fact>>;

/** What an attribute holds; decides which expectations make sense. `text` is compared line by line. */
export type AttributeKind = 'boolean' | 'number' | 'string' | 'list' | 'text';

/** A resource with a failed check, which is to be explained. */
interface FailedResource {
  readonly resource: Resource;
  readonly facts: Facts;
  /** Attributes whose check failed; the explanation goes to the first of them. */
  readonly failed: readonly string[];
}

/** One type of resource: how it is written, gathered and explained. Pure data and functions, one file each. */
export interface ResourceType {
  readonly name: string;
  /** Key that overrides the id: `path`. */
  readonly nameKey: string;
  /** In the order in which goss asserts them. */
  readonly attributes: Readonly<Record<string, AttributeKind>>;
  readonly required: readonly string[];
  /** When this one fails or is false, goss reports the others as skipped. */
  readonly guard: string | undefined;
  /** Numbers that are settings and assert nothing: name ▸ unit. */
  readonly settings: Readonly<Record<string, 'milliseconds'>>;
  /** What is wrong with a name, or nothing. */
  checkName(name: string): string | undefined;
  /** What an attribute is compared with, where a value can be written in several ways. Default: as it is written. */
  readExpected?(attribute: string, expected: Json): Json;
  /** Shell that gathers for all resources of this type, in as few forks as possible. */
  gather(resources: readonly Resource[]): readonly ShellPiece[];
  /** Facts of the asserted attributes, in the order of `resources`. */
  read(resources: readonly Resource[], records: ProbeRecords): readonly Facts[];
  /** Shell for a second round after failures; none when the first round says enough. */
  gatherMore(failed: readonly FailedResource[]): readonly ShellPiece[];
  /** What one would look up next, a few lines. */
  explain(failed: FailedResource, first: ProbeRecords, more: ProbeRecords): readonly string[];
}

export function known(value: Json): Fact {
  return { kind: 'value', value };
}

export function unknown(reason: string): Fact {
  return { kind: 'unknown', reason };
}

export function absent(reason: string): Fact {
  return { kind: 'absent', reason };
}
