import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { fitLine, lineWidth, paintLine, plainLine, span } from '../../../../src/report/text/line.ts';

const line = [span('ab', 'strong'), span(''), span('漢字', 'fail'), span('  ')];

describe('a line', () => {
  it('is measured in cells and cut at whole characters', () => {
    expect(lineWidth(line)).toBe(8);
    expect(plainLine(fitLine(line, 5))).toBe('ab漢…');
    expect(fitLine(line, 8)).toBe(line);
    expect(fitLine(line, 0)).toEqual([]);
  });

  it('is painted where colour is, without spaces at its end', () => {
    expect(paintLine(line, new Chalk({ level: 0 }))).toBe('ab漢字');
    expect(paintLine(line, new Chalk({ level: 1 }))).toContain('\u001b[31m漢字\u001b[39m');
  });

  it('has a link where it names a file and the terminal takes that, and nothing of the path is an order', () => {
    const named = [span('reports  '), { ...span('a.html'), file: '/srv/é \u001b]8;;x\u0007/a.html' }];
    const chalk = new Chalk({ level: 0 });

    expect(paintLine(named, chalk)).toBe('reports  a.html');
    expect(paintLine(named, chalk, true)).toBe(
      'reports  \u001b]8;;file:///srv/%C3%A9%20%1B%5D8;;x%07/a.html\u001b\\a.html\u001b]8;;\u001b\\',
    );
  });
});
