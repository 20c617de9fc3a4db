import { z } from 'zod';
import { parseJson } from '../../../base/json/parse-json.ts';
import type { Distribution } from '../../../base/pulp/distribution.ts';
import type { TargetMove } from '../../../contract/target.ts';

/** What a distribution itself says of the last move, in its labels. */
export interface MoveLabels {
  readonly channel: string;
  /** Id of the snapshot. */
  readonly snapshot: string;
  readonly generation: number;
  /** Href: where it is another by now, somebody moved it by hand. */
  readonly publication: string;
}

const NAMES = {
  channel: 'saltern.channel',
  snapshot: 'saltern.snapshot',
  generation: 'saltern.generation',
  publication: 'saltern.publication',
  before: 'saltern.before',
} as const;

const beforeSchema = z.object({
  publication: z.string().nullable(),
  repository: z.string().nullable(),
  repository_version: z.string().nullable(),
  content_guard: z.string().nullable(),
});

/** What a distribution serves, and to whom. */
export type Serving = Readonly<z.infer<typeof beforeSchema>>;

const NOTHING: Serving = { publication: null, repository: null, repository_version: null, content_guard: null };

/** Undefined where no move is on record. Pure. */
export function readLabels({ pulp_labels: labels }: Distribution): MoveLabels | undefined {
  const [channel, snapshot, publication] = [labels[NAMES.channel], labels[NAMES.snapshot], labels[NAMES.publication]];
  const generation = Number(labels[NAMES.generation]);
  if (!channel || !snapshot || !publication || !Number.isSafeInteger(generation)) return undefined;
  return { channel, snapshot, publication, generation };
}

/** What a distribution serves, and to whom. Pure. */
export function servingOf(distribution: Distribution): Serving {
  const { publication = null, repository = null, repository_version = null, content_guard = null } = distribution;
  return { publication, repository, repository_version, content_guard };
}

/** What it served before the first move. Pure. */
export function servedBefore({ pulp_labels: labels }: Distribution): Serving {
  const parsed = beforeSchema.safeParse(parseJson(labels[NAMES.before] ?? ''));
  return parsed.success ? parsed.data : NOTHING;
}

/** All labels of a distribution after a move. Pure. */
export function labelsAfter(
  distribution: Distribution,
  { channel, to, generation }: TargetMove,
  publication: string,
): Distribution['pulp_labels'] {
  const isFirst = readLabels(distribution) === undefined;
  return {
    ...distribution.pulp_labels,
    ...(isFirst ? { [NAMES.before]: JSON.stringify(servingOf(distribution)) } : {}),
    [NAMES.channel]: channel,
    [NAMES.snapshot]: to.id,
    [NAMES.generation]: String(generation),
    [NAMES.publication]: publication,
  };
}

/** All labels of a distribution that no move is on record of. Pure. */
export function withoutLabels({ pulp_labels: labels }: Distribution): Distribution['pulp_labels'] {
  const own: ReadonlySet<string> = new Set(Object.values(NAMES));
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !own.has(name)));
}
