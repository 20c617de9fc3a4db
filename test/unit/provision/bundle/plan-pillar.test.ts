import { describe, expect, it } from 'vitest';
import { writeData, writeDataSls } from '../../../../src/provision/bundle/data-text.ts';
import { planPillarTop, slsName } from '../../../../src/provision/bundle/plan-pillar.ts';
import { saltData } from '../../../support/salt-data.ts';

function topOf(text: string): unknown {
  return JSON.parse(text.slice('#!json\n'.length));
}

describe('planPillarTop', () => {
  it('names directories, inline and files in the order of their precedence', () => {
    const top = planPillarTop({ directories: ['/p'], inline: saltData({ a: 1 }), files: { 'ssh.sls': '/x' } }, [
      'b.sls',
      'a/init.sls',
      'data.yaml',
    ]);

    expect(topOf(top.text)).toEqual({ base: { '?*': ['b', 'a', 'saltern-inline', 'ssh'] } });
    expect(top.inline).toBe('#!yaml\n{"a":1}');
  });

  it('works with files alone (D7), and with nothing', () => {
    const files = planPillarTop({ directories: [], inline: saltData(), files: { 'ssh.sls': '/x' } }, []);
    const nothing = planPillarTop({ directories: [], inline: saltData(), files: {} }, []);

    expect(topOf(files.text)).toEqual({ base: { '?*': ['ssh'] } });
    expect(topOf(nothing.text)).toEqual({});
    expect(nothing.inline).toBeUndefined();
  });

  it("lets a user's top file decide over the directory it lies in, the rest coming after it", () => {
    const top = planPillarTop({ directories: ['/p'], inline: saltData({ a: 1 }), files: { 'ssh.sls': '/x' } }, [
      'top.sls',
      'b.sls',
    ]);

    expect(topOf(top.text)).toEqual({
      include: ['saltern-user-top'],
      base: { '?*': [{ order: 1_000_000 }, 'saltern-inline', 'ssh'] },
    });
  });

  it('lets a file that overrides one of a directory come at its own place', () => {
    const top = planPillarTop({ directories: ['/p'], inline: saltData({ a: 1 }), files: { 'ssh.sls': '/x' } }, [
      'ssh.sls',
      'b.sls',
    ]);

    expect(topOf(top.text)).toEqual({ base: { '?*': ['b', 'saltern-inline', 'ssh'] } });
  });
});

describe('slsName', () => {
  it.each([
    ['ssh.sls', ['ssh']],
    ['a/b.sls', ['a.b']],
    ['a/init.sls', ['a']],
    ['init.sls', ['init']],
    ['top.sls', []],
    ['a.b.sls', []],
    ['notes.txt', []],
  ])('%s', (file, name) => {
    expect(slsName(file)).toEqual(name);
  });
});

describe('writeData', () => {
  it('writes what PyYAML reads back: no raw control characters, emoji as they are', () => {
    const text = writeData({ a: '\u007f \u2028 \u0007 😀 ä on' });

    expect(text).toContain(String.raw`\u007f \u2028 \u0007 😀 ä on`);
    expect(JSON.parse(text)).toEqual({ a: '\u007f \u2028 \u0007 😀 ä on' });
  });

  it('marks an sls as data, so that braces are no Jinja', () => {
    expect(writeDataSls({ a: '{{ x }}' })).toMatch(/^#!json\n/);
  });
});
