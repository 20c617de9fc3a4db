import { describe, expect, it } from 'vitest';
import { renderMetrics } from '../../../../src/report/metrics/render-metrics.ts';

describe('metrics as text', () => {
  it('have their type, unit and sentence, and end as OpenMetrics does', () => {
    const text = renderMetrics([
      { name: 'saltern_a_seconds', help: 'How long', samples: [{ labels: { project: 'fleet' }, value: 1.5 }] },
      { name: 'saltern_b', help: 'How many', samples: [{ labels: { project: 'fleet', state: 'x' }, value: 0 }] },
      { name: 'saltern_c', help: 'Nothing is known', samples: [] },
    ]);

    expect(text.split('\n')).toEqual([
      '# TYPE saltern_a_seconds gauge',
      '# UNIT saltern_a_seconds seconds',
      '# HELP saltern_a_seconds How long',
      'saltern_a_seconds{project="fleet"} 1.5',
      '# TYPE saltern_b gauge',
      '# HELP saltern_b How many',
      'saltern_b{project="fleet",state="x"} 0',
      '# EOF',
      '',
    ]);
  });

  it.each([
    ['quotes and backslashes', 'a"b\\c', 'a\\"b\\\\c'],
    ['a line end', 'a\n# EOF', 'a␊# EOF'],
    ['orders to a terminal', '\u001b[31mred\u0000', 'red␀'],
  ])('stay on one line with a name that has %s', (_, name, shown) => {
    const text = renderMetrics([{ name: 'saltern_a', help: 'A', samples: [{ labels: { project: name }, value: 1 }] }]);

    expect(text.split('\n')[2]).toBe(`saltern_a{project="${shown}"} 1`);
  });
});
