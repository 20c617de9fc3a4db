import { cleanText } from '../text/clean-text.ts';

/** Markup that is safe to send: made by `html` or by `trustedHtml`, never a text from outside. */
export interface Html {
  readonly markup: string;
}

/** What a template may hold: texts are escaped, markup stays, the items of lists are joined, undefined is nothing. */
export type HtmlValue = string | number | Html | readonly Html[] | undefined;

/**
 * A piece of a page, as a tagged template. Between tags and in attributes in double quotes, no value can become markup;
 * a guest's control characters are shown as signs, colours are removed. Not for values in scripts, in styles, in names
 * of tags, or as the whole address of a link.
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
