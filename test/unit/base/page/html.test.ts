import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, trustedHtml } from '../../../../src/base/page/html.ts';

describe('the template for pages', () => {
  it('escapes texts, and leaves markup as it is', () => {
    const inner = html`<b>${'<script>'}</b>`;

    expect(html`<i title="${'"&\''}">${inner} ${3}</i>`.markup).toBe(
      '<i title="&quot;&amp;&#39;"><b>&lt;script&gt;</b> 3</i>',
    );
  });

  it('puts a list one after the other, and nothing where there is nothing', () => {
    const items = ['a', '<'].map((item) => html`<b>${item}</b>`);

    expect(html`<i>${items}${undefined}</i>`.markup).toBe('<i><b>a</b><b>&lt;</b></i>');
  });

  it('takes markup of our own as it is', () => {
    expect(html`<i>${trustedHtml('a > b {}')}</i>`.markup).toBe('<i>a > b {}</i>');
  });

  it.each([
    ['colours of a guest', '\u001b[31mred\u001b[0m', 'red'],
    ['control characters', 'a\u0000b\u009b', 'a␀b�'],
    ['lone surrogates', 'a\ud800b', 'a�b'],
    ['marks that turn the reading direction round', 'a\u202eb', 'a�b'],
    ['an end of a comment or CDATA section', '--> ]]>', '--&gt; ]]&gt;'],
    ['what is escaped already', '&lt;', '&amp;lt;'],
  ])('shows %s', (_, text, expected) => {
    expect(html`${text}`.markup).toBe(expected);
  });

  it('lets nothing out of its hole, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { markup } = html`${text}`;

        expect(markup).not.toMatch(/[<>"']/);
        expect(markup.isWellFormed()).toBe(true);
      }),
    );
  });
});
