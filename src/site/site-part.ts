import type { CopiedFile } from './site-source.ts';

/** Something to write: a page, or a copy of a file. */
export type SiteFile =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly copy: CopiedFile };

/** A page with what belongs to it alone. */
export interface SitePart {
  /** Its page. */
  readonly path: string;
  /** Folders that are of this part alone: what is in them and is not rendered is no longer so. Default: none. */
  readonly folders?: readonly string[];
  /** Whether it says what it said when it was written, so that it stays where it is there. */
  readonly isSettled: boolean;
  /** What it leads to comes before its page. */
  render(): Promise<readonly SiteFile[]>;
}

/** What the site said when it was last written. */
export interface EarlierSite {
  /** Runs whose every attempt had a page of its own. */
  readonly recent: readonly string[];
}
