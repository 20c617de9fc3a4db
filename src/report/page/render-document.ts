import { html, trustedHtml, type Html } from '../../base/page/html.ts';
import { PAGE_STYLE } from '../../base/page/page-style.ts';

/** A whole page: no script, no server, nothing loaded from elsewhere; light and dark, narrow, printed. */
export function renderDocument(title: string, content: readonly Html[]): string {
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title}</title>
      <style>
        ${trustedHtml(PAGE_STYLE)}
      </style>
      <main>${content}</main>
    </html> `.markup;
}
