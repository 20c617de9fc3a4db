import { parseJson } from '../../base/json/parse-json.ts';
import type { UnitAnswers } from '../../base/systemd/describe-unit.ts';

/** What the worker reports, one line of JSON each. */
export type WorkerEvent =
  /** Comes first: guest path → fingerprint of what is there. */
  | { readonly event: 'hello'; readonly have: Readonly<Record<string, string>> }
  /** The bundle is unpacked and Salt is imported. */
  | { readonly event: 'ready'; readonly salt: string }
  | { readonly event: 'trouble'; readonly kind: 'import' | 'upload'; readonly message: string }
  /** `test`: Salt only says what it would do. */
  | { readonly event: 'planned'; readonly total: number; readonly test?: boolean }
  | ({ readonly event: 'started'; readonly tag: string } & StateName)
  | {
      readonly event: 'ended';
      readonly tag: string;
      readonly result: Readonly<Record<string, unknown>>;
      /** What Salt said of errors while it ran, and what systemd says of a service that failed. */
      readonly errors?: readonly string[];
      readonly unit?: UnitAnswers | null;
      /** What was most likely meant by a function that Salt does not know. */
      readonly near?: string | null;
    }
  /** A template could not be rendered because the machine failed: its disk is full, its memory is used up. */
  | { readonly event: 'failing'; readonly reason: string }
  /** Salt's answer, as `salt-call --out json` prints it below `local`. */
  | { readonly event: 'returned'; readonly value: unknown; readonly retcode: number | null }
  /** Salt ended without an answer. */
  | { readonly event: 'left' | 'crashed'; readonly message: string; readonly stumble?: Stumble | null }
  /** Ended by the worker; without an id nothing had started yet. */
  | ({ readonly event: 'hung'; readonly limit: 'state' | 'pass' } & Partial<StateName>)
  /** Values that are secret from now on. Comes before anything that may hold one of them. */
  | { readonly event: 'secrets'; readonly values: readonly string[] }
  /** What is named as secret and is too short to be hidden; the pass ends. */
  | { readonly event: 'unhidden'; readonly names: readonly string[] }
  /** What Salt printed, once something is secret: in its place among the events. */
  | { readonly event: 'said'; readonly text: string }
  /** The pass is over, whatever came of it; `signal` is the number of the one that ended its process. */
  | { readonly event: 'done'; readonly signal?: number | null };

/** What of the formula made Salt stumble, as far as that is known. */
export interface Stumble {
  /** `ValueError: …` */
  readonly reason: string;
  readonly part: 'state' | 'pillar';
  readonly sls: string | null;
  readonly id: string | null;
}

interface StateName {
  readonly id: string;
  readonly function: string;
  readonly sls: string;
}

/** What of the pillar is named as secret. */
export interface SecretPillar {
  /** See `SecretsPlan`. */
  readonly keys: readonly string[];
  /** By the names of their sls. */
  readonly files: readonly string[];
  /** How many characters can be hidden at least. */
  readonly least: number;
}

/** What the worker is asked to do: a line of JSON, after `bundle` also the frames of a tar stream. */
export type WorkerCommand =
  | { readonly command: 'bundle'; readonly delete: readonly string[] }
  | {
      readonly command: 'apply';
      /** Those of `salt-call`, from the function on. */
      readonly arguments: readonly string[];
      readonly stateMs: number;
      readonly convergeMs: number;
      /** What of the pillar is secret. Default: what GPG had encrypted. */
      readonly secrets?: SecretPillar;
    };

/** Undefined for what is not an event: only the worker writes there, so that is a bug or a broken pipe. */
export function parseWorkerEvent(line: string): WorkerEvent | undefined {
  const value: unknown = parseJson(line);
  return typeof value === 'object' && value !== null && 'event' in value ? (value as WorkerEvent) : undefined;
}
