import { expect, it } from 'vitest';
import { renderBadge } from '../../../../src/report/badge/render-badge.ts';

it('a badge looks like Shields and has a title for those who hear it', () => {
  const svg = renderBadge({ label: 'ops-ssh <&>', message: '8/9 passing', outcome: 'fail' });

  expect(svg).toContain('aria-label="ops-ssh &lt;&amp;&gt;: 8/9 passing"');
  expect(svg).toContain('<title>ops-ssh &lt;&amp;&gt;: 8/9 passing</title>');
});

it('a badge holds no control character of a name', () => {
  const svg = renderBadge({ label: '\u001b[31mops\u0007', message: 'passing', outcome: 'pass' });

  // oxlint-disable-next-line no-control-regex -- that there are none is the point
  expect(svg).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
});
