import type { z } from 'zod';
import { SalternError } from '../../contract/errors.ts';
import { findEntry } from '../../contract/find-entry.ts';
import type { Target } from '../../contract/target.ts';

/** What a target may know of the project that names it. */
export interface TargetPlace {
  /** The channel that it is for. */
  readonly channel: string;
  /** Absolute folder of the project. */
  readonly directory: string;
  /** Absolute folder for what several projects share. */
  readonly cacheDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A kind of target that saltern knows, not loaded yet. */
export interface TargetEntry {
  /** The schema of its configuration, from a light file. */
  readonly schema: () => Promise<z.ZodType>;
  /** The target itself. Throws `TARGET_FAILED` when the configuration does not fit the schema. */
  readonly open: (config: unknown, place: TargetPlace) => Promise<Target>;
}

/** Every kind of target by name. A new one is one line here. */
export const TARGETS: Readonly<Record<string, TargetEntry>> = {
  directory: entry(
    async () => (await import('./directory/config.ts')).directoryConfigSchema,
    async () => (await import('./directory/directory-target.ts')).directoryTarget,
  ),
  cobbler: entry(
    async () => (await import('./cobbler/config.ts')).cobblerConfigSchema,
    async () => (await import('./cobbler/cobbler-target.ts')).cobblerTarget,
  ),
  git: entry(
    async () => (await import('./git/config.ts')).gitConfigSchema,
    async () => (await import('./git/git-target.ts')).gitTarget,
  ),
  images: entry(
    async () => (await import('./images/config.ts')).imagesConfigSchema,
    async () => (await import('./images/images-target.ts')).imagesTarget,
  ),
  hook: entry(
    async () => (await import('./hook/config.ts')).hookConfigSchema,
    async () => (await import('./hook/hook-target.ts')).hookTarget,
  ),
  pulp: entry(
    async () => (await import('./pulp/config.ts')).pulpTargetSchema,
    async () => (await import('./pulp/pulp-target.ts')).pulpTarget,
  ),
};

/** Opens a target of the kind `name`. Throws `TARGET_FAILED`. */
export async function openTarget(
  { name, config }: { readonly name: string; readonly config: unknown },
  place: TargetPlace,
): Promise<Target> {
  return findEntry(TARGETS, name, { code: 'TARGET_FAILED', one: 'kind of target' }).open(config, place);
}

function entry<C>(
  schema: () => Promise<z.ZodType<C>>,
  load: () => Promise<(config: C, place: TargetPlace) => Target>,
): TargetEntry {
  return {
    schema,
    async open(config, place) {
      const parsed = (await schema()).safeParse(config);
      if (parsed.success) return (await load())(parsed.data, place);
      const [issue] = parsed.error.issues;
      throw new SalternError(
        'TARGET_FAILED',
        `The configuration of a target of '${place.channel}' is wrong: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? ''}`,
        { cause: parsed.error },
      );
    },
  };
}
