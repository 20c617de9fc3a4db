import { configuredEntries, type ConfiguredEntry } from '../../contract/configured-entry.ts';
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

const entry = configuredEntries<TargetPlace, Target>('TARGET_FAILED', ({ channel }) => `a target of '${channel}'`);

/** Every kind of target by name. A new one is one line here. */
export const TARGETS: Readonly<Record<string, ConfiguredEntry<TargetPlace, Target>>> = {
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
