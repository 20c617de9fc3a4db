import { hash } from 'node:crypto';
import { slowDigest } from '../base/secret/slow-digest.ts';
import type { InstancePlan, SaltSource } from '../contract/plan.ts';

/** What an instance is made from, on whatever snapshot. */
type Made = Pick<InstancePlan, 'driver' | 'salt' | 'prepare' | 'snapshot' | 'hooks' | 'secrets'>;

/**
 * `sha256:…` over everything that made an instance besides formula, suite and the content of its snapshot: driver and
 * its configuration, image, where Salt comes from, prepare steps, hooks, the repositories in their order. `directory`:
 * the project's; paths below it count relative to it, so that two checkouts of one project give the same recipe.
 */
export function recipeOf(plan: Made, directory: string): string {
  const { snapshot, hooks, secrets } = plan;
  const text = describe(
    {
      ...describeMaking(plan),
      repositories: snapshot?.repositories.map(({ name }) => name) ?? null,
      hooks: hooks.map(({ when, phase, on, run }) => ({ when, phase, on, run })),
    },
    directory,
  );
  // Variables stand in driver sections, prepare commands and hooks.
  return secrets?.environment.length ? slowDigest(text) : `sha256:${hash('sha256', text)}`;
}

function describeMaking({ driver, salt, prepare }: Made): object {
  const mounts = Object.entries(prepare.mounts);
  return { driver, salt: describeSalt(salt), prepare: { ...prepare, mounts } };
}

/** The sha256 says what a onedir is, wherever it was fetched from. */
function describeSalt(salt: SaltSource): object {
  return salt.from === 'onedir' ? { from: salt.from, version: salt.version, sha256: salt.sha256 } : salt;
}

function describe(made: object, directory: string): string {
  return JSON.stringify(made, (_key, value: unknown) =>
    typeof value === 'string' && directory !== '' && `${value}/`.startsWith(`${directory}/`)
      ? `.${value.slice(directory.length)}`
      : value,
  );
}
