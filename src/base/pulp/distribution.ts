import { z } from 'zod';

export const distributionSchema = z.object({
  pulp_href: z.string(),
  name: z.string(),
  /** May lack the server where Pulp was not told its own address. */
  base_url: z.string(),
  /** Href of what it serves; at most one of the three is set. */
  publication: z.string().nullish(),
  repository: z.string().nullish(),
  repository_version: z.string().nullish(),
  /** Who may read it; null: everybody. */
  content_guard: z.string().nullish(),
  pulp_labels: z.record(z.string(), z.string().nullable()).default({}),
});

/** Where Pulp serves a repository. */
export type Distribution = Readonly<z.infer<typeof distributionSchema>>;

/** URL of a file that a distribution serves. `path` is relative to the repository's top. */
export function urlOf({ base_url: base }: Pick<Distribution, 'base_url'>, path: string): string {
  const top = base.endsWith('/') ? base : `${base}/`;
  return `${top}${path.split('/').map(encodeURIComponent).join('/')}`;
}

/**
 * Whether user and password say who may read it. Where they do not, they are not sent: checking them takes Pulp a quarter
 * of a second for each of ten thousand packages.
 */
export function wantsLogin({ content_guard: guard }: Pick<Distribution, 'content_guard'>): boolean {
  return typeof guard === 'string' && !/\/(?:header|envvar_header|x509|rhsm)\//.test(guard);
}
