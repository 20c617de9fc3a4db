import { expect, it } from 'vitest';
import { element, renderXml } from '../../../../src/report/text/xml.ts';

it('a document is one element a line, and what is undefined is left out', () => {
  const root = element('a', { b: 1, c: undefined }, [element('d'), element('e', {}, 'text')]);

  expect(renderXml(root)).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<a b="1">\n  <d/>\n  <e><![CDATA[text]]></e>\n</a>\n',
  );
});

it('no text becomes markup', () => {
  const text = '"<&>\'\n]]>]]>\u0000\uffff';

  const xml = renderXml(element('a', { b: text }, text));

  expect(xml).toContain('b="&quot;&lt;&amp;&gt;\'&#10;]]&gt;]]&gt;␀�"');
  expect(xml).toContain('<![CDATA["<&>\'\n]]]]><![CDATA[>]]]]><![CDATA[>␀�]]>');
});
