/** An image by its tag, in a registry that is named. */
export interface ImageReference {
  /** `registry.example.org:5000` */
  readonly registry: string;
  /** `team/app` */
  readonly repository: string;
  readonly tag: string;
}

const FORM = /^([A-Za-z0-9.-]+(?::\d+)?)\/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*):([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})$/;

/** Undefined for anything else: a digest cannot be moved, and without a registry nobody knows where it is. */
export function parseReference(text: string): ImageReference | undefined {
  const [, registry, repository, tag] = FORM.exec(text) ?? [];
  if (registry === undefined || repository === undefined || tag === undefined) return undefined;
  return /[.:]/.test(registry) || registry === 'localhost' ? { registry, repository, tag } : undefined;
}
