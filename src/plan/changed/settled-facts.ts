import type { ProjectInstance, ProjectTree } from '../../config/project.ts';

/** What was settled for an instance, by the keys of the files, in a form in which two checkouts can be compared. */
export type SettledFacts = Readonly<Record<SettledKey, string>>;

export type SettledKey = keyof ReturnType<typeof collectFacts>;

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
  const entries = Object.entries(collectFacts(instance, checks)).map(([key, fact]) => [key, describe(fact)] as const);
  // `fromEntries` forgets which keys it was given.
  return Object.fromEntries(entries) as SettledFacts;
}

/** Keys of which two instances say different things. Pure. */
export function differingKeys(one: SettledFacts, other: SettledFacts): readonly SettledKey[] {
  return SETTLED_KEYS.filter((key) => one[key] !== other[key]);
}

/** In the files, what decides each key; the names of `settings` of an instance. A driver's section has the driver's name. */
export const DECIDED_BY: Readonly<Record<SettledKey, readonly string[]>> = {
  formula: ['formula'],
  depends: ['depends'],
  ignore: [],
  driver: ['driver'],
  salt: ['salt'],
  prepare: ['prepare', 'prepare.commands'],
  repositories: ['repositories'],
  states: ['states', 'top'],
  environments: ['environments'],
  pillar: ['pillar', 'pillar-top', 'pillar-files', 'pillar-directories'],
  grains: ['grains'],
  minion: ['minion'],
  checks: ['checks', 'verify'],
  steps: ['steps'],
  idempotent: ['idempotent', 'because'],
  hooks: ['hooks'],
  secrets: ['secrets.pillar', 'secrets.files', 'secrets.environment'],
};

// `keys` forgets which they are.
const SETTLED_KEYS = Object.keys(DECIDED_BY) as readonly SettledKey[];

function collectFacts(instance: ProjectInstance, checks: readonly string[]) {
  const { trees, formula, pillar, again } = instance;
  return {
    formula: trees.filter(({ name }) => name === formula).map(describeTree),
    depends: trees.filter(({ name }) => name !== formula).map(describeTree),
    ignore: trees.map(({ name, left }) => [name, left.ignore]),
    driver: instance.driver,
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
