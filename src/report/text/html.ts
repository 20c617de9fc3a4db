import { cleanText } from '../../base/text/clean-text.ts';

/** Markup that is safe to send: made by `html` or by `trustedHtml`, never a text from outside. */
export interface Html {
  readonly markup: string;
}

/** What may stand in a template: texts are escaped, markup stays, lists stand one after the other, undefined is nothing. */
export type HtmlValue = string | number | Html | readonly Html[] | undefined;

/**
 * A piece of a page, as a tagged template. Whatever stands in its holes cannot become markup, between tags and in
 * attributes in double quotes; control characters and colours of a guest are shown as signs. Not for holes in scripts,
 * styles, names of tags, or a whole address of a link.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { markup: parts.map((part, at) => part + render(values[at])).join('') };
}

/** Markup of our own, a style sheet say, as it is. Never of a guest or a suite. */
export function trustedHtml(markup: string): Html {
  return { markup };
}

function render(value: HtmlValue): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escape(String(value));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return cleanText(text).replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
