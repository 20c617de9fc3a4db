import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import type { SiteLinks } from './site-links.ts';

/** A page without its frame. */
export interface PageContent {
  /** Name of the project. */
  readonly project: string;
  /** The shortest answer that the page has: it is what a tab and a bookmark show. */
  readonly title: string;
  /** What stands between the fleet's page and this one. Default: nothing. */
  readonly trail?: readonly Html[];
  readonly content: readonly Html[];
  /** When what it says was so, ISO 8601 UTC. */
  readonly at: string;
}

/**
 * A whole page: no script, no style of its own, nothing from elsewhere, so that it works from a file and where a content
 * security policy forbids the rest. Pure.
 */
export function renderPage({ project, title, trail = [], content, at }: PageContent, links: SiteLinks): string {
  const name = cleanLine(project);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${cleanLine(title)} · ${name}</title>
        <link rel="stylesheet" href="${links.style}" />
      </head>
      <body>
        <header>
          <nav aria-label="pages">
            <a href="${links.fleet}">${name}</a> ${trail.map((one) => html`<span class="dim">/</span> ${one}`)}
            <a class="aside" href="${links.history}">history</a>
          </nav>
        </header>
        <main>${content}</main>
        <footer>
          <p class="dim">Of ${formatLongTime(at)}. Written by saltern; times are UTC.</p>
        </footer>
      </body>
    </html> `.markup;
}
