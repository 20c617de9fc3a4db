import { z } from 'zod';
import { CHECKS_VERIFIER, createSchemas, type Schemas } from '../schema/schema.ts';

/** Drivers that a project may name, each loaded when a file or a flag speaks of it. */
export interface DriverSchemas {
  readonly names: readonly string[];
  /** Those that people are told of. Default: all. */
  readonly shown?: readonly string[];
  /** The schema of its section; undefined: the section may hold anything. */
  schema(name: string): Promise<z.ZodType | undefined>;
}

/** Verifiers that a suite may name. */
export interface VerifierSchemas {
  readonly names: readonly string[];
  /** The schema of what stands under its name. */
  schema(name: string): Promise<z.ZodType>;
}

export interface LoadedSchemas {
  readonly project: z.ZodType;
  readonly suiteFile: z.ZodType;
  readonly overlay: z.ZodType;
  /** Those that were loaded, by name. */
  readonly drivers: ReadonlyMap<string, z.ZodType>;
  /** Of snapshot sources, by name; none where no file speaks of them. */
  readonly sources: Schemas;
}

/**
 * The schemas for files with these texts, with the sections of those drivers, verifiers, reporters, snapshot sources and
 * targets whose names the texts hold. `wanted`: drivers that the environment or flags ask for.
 */
export async function loadSchemas(
  texts: readonly string[],
  from: {
    readonly drivers: DriverSchemas;
    readonly verifiers: VerifierSchemas;
    readonly wanted: readonly string[];
    /** What may stand under `reports:`. Default: nothing but the folder. */
    reporterSchemas?(): Promise<Schemas>;
    /** What may stand under `snapshots: source:`. Default: nothing. */
    sourceSchemas?(): Promise<Schemas>;
    /** What may stand in a list under `targets:`. Default: nothing. */
    targetSchemas?(): Promise<Schemas>;
  },
): Promise<LoadedSchemas> {
  const isSpokenOf = (name: string): boolean => texts.some((text) => text.includes(name));
  const drivers = await loadAll(
    from.drivers.names.filter((name) => from.wanted.includes(name) || isSpokenOf(name)),
    async (name) => (await from.drivers.schema(name)) ?? z.record(z.string(), z.unknown()),
  );
  // The one behind `checks` is wanted by nearly every suite.
  const verifiers = await loadAll(
    from.verifiers.names.filter((name) => name === CHECKS_VERIFIER || isSpokenOf(name)),
    (name) => from.verifiers.schema(name),
  );
  const reporters = (isSpokenOf('reports') ? await from.reporterSchemas?.() : undefined) ?? {};
  const sources = (isSpokenOf('source') ? await from.sourceSchemas?.() : undefined) ?? {};
  const sections = {
    drivers: Object.fromEntries(drivers),
    verifiers: Object.fromEntries(verifiers),
    reporters,
    sources,
    targets: (isSpokenOf('targets') ? await from.targetSchemas?.() : undefined) ?? {},
  };
  return { ...createSchemas(sections), drivers, sources };
}

async function loadAll(
  names: readonly string[],
  load: (name: string) => Promise<z.ZodType>,
): Promise<ReadonlyMap<string, z.ZodType>> {
  return new Map(await Promise.all(names.map(async (name) => [name, await load(name)] as const)));
}
