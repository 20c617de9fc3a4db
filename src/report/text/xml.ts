import { cleanText } from '../../base/text/clean-text.ts';

/** Attributes by name, in the order they are written; those that are undefined are left out. */
export type XmlAttributes = Readonly<Record<string, string | number | undefined>>;

/** An element: its text, or the elements in it. Made by `element` alone, so that nothing in it is markup by accident. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: XmlAttributes;
  readonly content: string | readonly XmlElement[];
}

/** An element; its name and those of its attributes are ours, all else may be anybody's. */
export function element(name: string, attributes: XmlAttributes = {}, content: XmlElement['content'] = []): XmlElement {
  return { name, attributes, content };
}

/** The element as a document of XML 1.0, one element a line; texts as they are, in CDATA sections. */
export function renderXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(root, '').join('\n')}\n`;
}

function render({ name, attributes, content }: XmlElement, indent: string): readonly string[] {
  const said = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escape(String(value))}"`],
  );
  const start = `${indent}<${name}${said.join('')}`;
  if (content.length === 0) return [`${start}/>`];
  if (typeof content === 'string') return [`${start}>${toCdata(content)}</${name}>`];
  return [`${start}>`, ...content.flatMap((one) => render(one, `${indent}  `)), `${indent}</${name}>`];
}

/** Unicode leaves these to a program's own use; XML 1.0 refuses two of them. */
const NON_CHARACTERS = /[\ufdd0-\ufdef\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};

function escape(text: string): string {
  return toXmlText(text).replaceAll(/[&<>"\n\t]/g, (sign) => ENTITIES[sign] ?? sign);
}

function toCdata(text: string): string {
  return `<![CDATA[${toXmlText(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** Any text without colours; control characters and lone surrogates as visible signs. */
function toXmlText(text: string): string {
  return cleanText(text).replaceAll(NON_CHARACTERS, '\ufffd');
}
