import type { ProjectInstance, ProjectTree } from '../../config/project.ts';

/**
 * What was settled for an instance, by the keys of the files, in a form in which two checkouts can be compared. Each key of
 * the driver's section stands for itself.
 */
export type SettledFacts = ReadonlyMap<string, string>;

/** What two checkouts of one project say differently of the same thing. */
export interface FactSources {
  /** Digests of what each verifier is told. */
  readonly checks: readonly string[];
  /** A text in which absolute paths of this checkout are as in any other. */
  toCommon(text: string): string;
}

/**
 * Everything of an instance that its results depend on and that files of settings decide. Time limits and tags are left
 * out: they do not change what is proved. Pure.
 */
export function settledFacts(instance: ProjectInstance, { checks, toCommon }: FactSources): SettledFacts {
  const describe = (fact: unknown): string =>
    JSON.stringify(fact, (_key, value: unknown) => (typeof value === 'string' ? toCommon(value) : value));
  const { name, config } = instance.driver;
  // A recipe holds them in their order.
  const facts = { ...collectFacts(instance, checks), driver: name, [name]: Object.keys(config) };
  const section = Object.entries(config).map(([key, value]) => [`${name}.${key}`, value] as const);
  return new Map([...Object.entries(facts), ...section].map(([key, fact]) => [key, describe(fact)]));
}

/** Keys of which two instances say different things: `pillar`, `docker.image`; of another driver, no more than that. Pure. */
export function differingKeys(one: SettledFacts, other: SettledFacts): readonly string[] {
  const all = [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key));
  const keys = all.filter((key) => !all.includes('driver') || (one.has(key) && other.has(key)));
  // Where one key of a section says something else, that its keys are others says no more.
  return keys.filter((key) => !keys.some((inner) => inner.startsWith(`${key}.`)));
}

/** In the files, what decides a key: names of an instance's `settings`. */
export function decidedBy(key: string): readonly string[] {
  return DECIDED_BY[key] ?? [key.split('.')[0] ?? key];
}

const DECIDED_BY: Readonly<Record<string, readonly string[]>> = {
  prepare: ['prepare', 'prepare.commands'],
  states: ['states', 'top'],
  pillar: ['pillar', 'pillar-top', 'pillar-files', 'pillar-directories'],
  checks: ['checks', 'verify'],
  idempotent: ['idempotent', 'because'],
  secrets: ['secrets.pillar', 'secrets.files', 'secrets.environment'],
};

function collectFacts(instance: ProjectInstance, checks: readonly string[]): Readonly<Record<string, unknown>> {
  const { trees, formula, pillar, again } = instance;
  return {
    formula: trees.filter(({ name }) => name === formula).map(describeTree),
    depends: trees.filter(({ name }) => name !== formula).map(describeTree),
    ignore: trees.map(({ name, left }) => [name, left.ignore]),
    salt: instance.salt,
    prepare: { ...instance.prepare, mounts: Object.entries(instance.prepare.mounts) },
    repositories: instance.repositories?.members ?? null,
    states: instance.states,
    environments: instance.environments ?? [],
    pillar: { ...pillar, inline: pillar.inline.text, files: Object.entries(pillar.files), top: pillar.top ?? null },
    grains: instance.grains.text,
    minion: instance.minion.text,
    checks: instance.verify.map(({ verifier }, at) => [verifier, checks[at] ?? '']),
    steps: instance.steps.map((step) => step.do),
    idempotent: { check: again.check, except: Object.keys(again.except).toSorted() },
    hooks: instance.hooks.map(({ when, phase, on, run }) => ({ when, phase, on, run })),
    secrets: instance.secrets ?? null,
  };
}

function describeTree({ name, source, tree }: ProjectTree): object {
  return { name, source, path: tree?.path ?? null, root: tree?.root ?? null };
}
