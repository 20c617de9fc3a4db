import { cleanText } from './clean-text.ts';

/** An element with attributes (undefined ones are left out) and either children or text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly content: readonly XmlElement[] | string;
}

/** What XML 1.0 has no place for even when escaped: the two non-characters of the basic plane. */
const NON_CHARACTERS = /[\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
};

/**
 * Any text as XML 1.0 text: colour sequences gone, control characters and lone surrogates shown as signs, markup
 * escaped. `>` too, so `]]>` cannot end anything.
 */
export function escapeXml(text: string): string {
  return cleanText(text)
    .replaceAll(NON_CHARACTERS, '\ufffd')
    .replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** The same for an attribute, where a parser would turn bare newlines and tabs into spaces. */
export function escapeAttribute(text: string): string {
  return escapeXml(text).replaceAll(/[\t\n]/g, (sign) => ENTITIES[sign] ?? sign);
}

function renderElement({ name, attributes, content }: XmlElement, indent: string): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const start = `${indent}<${name}${given.map(([key, value]) => ` ${key}="${escapeAttribute(value ?? '')}"`).join('')}`;
  if (content.length === 0) return `${start}/>\n`;
  if (typeof content === 'string') return `${start}>${escapeXml(content)}</${name}>\n`;
  return `${start}>\n${content.map((child) => renderElement(child, `${indent}  `)).join('')}${indent}</${name}>\n`;
}

/** A whole document. Names come from our code, never from outside; values may be anything. */
export function renderXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(root, '')}`;
}
