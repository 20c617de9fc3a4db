import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { hasCode } from '../../base/error/has-code.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import type { Json } from '../../base/json/json.ts';
import type { SnapshotUse } from '../../contract/plan.ts';
import type { Prepared } from '../../contract/prepare.ts';
import { SalternError } from '../../contract/errors.ts';
import { wrapWriteTrouble } from '../../contract/write-trouble.ts';
import { OUTCOMES, type Outcome } from '../../contract/outcome.ts';
import { PHASES, type Phase } from '../../contract/phases.ts';
import type { Made } from '../made.ts';

/** What is known of one instance between two commands; plain JSON in a file of its own, apart from any history. */
export interface InstanceState {
  readonly version: 1;
  readonly name: string;
  readonly driver: string;
  /** The driver's handle; null while `create` is under way, so that a crash is still seen. */
  readonly handle: Json;
  /** What the instance was made from: when it differs, the instance must be made anew, and this says why. */
  readonly made: Made;
  readonly prepared: Prepared | null;
  /** With where its repositories were then. */
  readonly snapshot: SnapshotUse | null;
  readonly runId: string;
  /** False until the run that made it has ended and kept it on purpose: what a killed run leaves is an orphan. */
  readonly isKept: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly phases: Readonly<Partial<Record<Phase, { readonly outcome: Outcome; readonly at: string }>>>;
}

/** The state files of one project: one per instance, each replaced as a whole. */
export interface InstanceStates {
  /** Undefined when there is no file. Throws `STATE_DAMAGED` when it cannot be understood. */
  read(name: string): Promise<InstanceState | undefined>;
  write(state: InstanceState): Promise<void>;
  /** What was being written when its writer was killed goes too. */
  remove(name: string): Promise<void>;
  /** Names that have a file, damaged ones as well. */
  names(): Promise<readonly string[]>;
  /** Names of which something was being written when its writer was killed, or is being written now. */
  halfWritten(): Promise<readonly string[]>;
  /** For whoever holds the instance's lock, so that nobody writes it now. */
  removeHalfWritten(name: string): Promise<void>;
}

const WHOLE = '.json';
/** Always the same one for an instance: what a kill leaves is found by its name. */
const HALF = '.json.new';

/** State files below `directory` (default layout: `.saltern/instances`), made on demand. */
export function openInstanceStates(directory: string): InstanceStates {
  const pathOf = (name: string, ending = WHOLE) => join(directory, `${encodeURIComponent(name)}${ending}`);
  const list = async (ending: string): Promise<readonly string[]> => {
    const files = await readFolder(directory).catch((error: unknown) => {
      throw unreadable(directory, error);
    });
    return files
      .filter((file) => file.endsWith(ending))
      .map((file) => decodeURIComponent(file.slice(0, -ending.length)));
  };
  /** Those of one instance are written one after the other: two would write the same half of a file. */
  const writing = new Map<string, Promise<void>>();
  const replace = async (state: InstanceState): Promise<void> => {
    const half = pathOf(state.name, HALF);
    try {
      await mkdir(directory, { recursive: true });
      await writeFile(half, `${printableJson(state, 2)}\n`, { flush: true });
      await rename(half, pathOf(state.name));
    } catch (cause) {
      throw wrapWriteTrouble(pathOf(state.name), cause);
    }
  };
  return {
    async read(name) {
      const text = await readText(pathOf(name), MOST_BYTES.record).catch((error: unknown) => {
        if (hasCode(error, 'ENOENT')) return undefined;
        throw unreadable(pathOf(name), error);
      });
      return text === undefined ? undefined : parseState(text, pathOf(name));
    },
    async write(state) {
      const { name } = state;
      const turn = (writing.get(name) ?? Promise.resolve()).catch(() => undefined).then(() => replace(state));
      writing.set(name, turn);
      try {
        await turn;
      } finally {
        if (writing.get(name) === turn) writing.delete(name);
      }
    },
    async remove(name) {
      await rm(pathOf(name), { force: true });
      await rm(pathOf(name, HALF), { force: true });
    },
    names: () => list(WHOLE),
    halfWritten: () => list(HALF),
    async removeHalfWritten(name) {
      await rm(pathOf(name, HALF), { force: true });
    },
  };
}

function unreadable(path: string, cause: unknown): SalternError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SalternError('STATE_DAMAGED', `The state of instances in '${path}' cannot be read: ${why}`, {
    hint: 'See that it is there as saltern left it, and can be read.',
    cause,
  });
}

const stateSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  driver: z.string(),
  handle: z.json(),
  made: z.record(z.string(), z.string()),
  prepared: z
    .object({
      reference: z.string(),
      image: z.object({ reference: z.string(), digest: z.string() }),
      built: z.boolean(),
      baseBuilds: z.string().exactOptional(),
    })
    .nullable(),
  snapshot: z
    .object({
      id: z.string(),
      digest: z.string(),
      repositories: z.array(
        z.object({
          name: z.string(),
          at: z.discriminatedUnion('kind', [
            z.object({ kind: z.literal('directory'), path: z.string() }),
            z.object({ kind: z.literal('http'), url: z.string() }),
          ]),
        }),
      ),
    })
    .nullable(),
  runId: z.string(),
  isKept: z.boolean(),
  createdAt: z.string(),
  phases: z.partialRecord(z.enum(PHASES), z.object({ outcome: z.enum(OUTCOMES), at: z.string() })),
}) satisfies z.ZodType<InstanceState>;

function parseState(text: string, path: string): InstanceState {
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SalternError('STATE_DAMAGED', `The state file '${path}' cannot be understood`, {
      hint: 'Remove the instance with `saltern destroy`, which finds instances by their labels too.',
      cause,
    });
  }
}
