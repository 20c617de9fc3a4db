import { describe, expect, it } from 'vitest';
import { findReferences, reaches } from '../../../../src/plan/changed/find-references.ts';

const targets = (text: string): readonly string[] => findReferences(text).map(({ target }) => target);
const reached = (text: string): boolean => findReferences(text).some((one) => reaches(one, 'base'));

describe('what a formula reaches by name is found', () => {
  it.each([
    ['an item of include', 'include:\n  - base'],
    ['an sls of it', 'include:\n  - base.packages'],
    ['at the left edge, with a comment and quotes', "include:\n- 'base.packages'  # why\n"],
    ['after another item, a blank line and a comment', 'include:\n  - other\n\n  # x\n  - base\n'],
    ['of another environment', 'include:\n  - prod: base.packages\n'],
    ['in a list on one line', 'include: [other, base.packages]'],
    ['in a list over several lines', 'include: [other,\n  base.packages]'],
    ['below Jinja', "include:\n{% if grains['os'] == 'CentOS' %}\n  - base\n{%- endif %}\n"],
    ['below Jinja over several lines', 'include:\n{% if a and\n      b %}\n  - base\n{% endif %}\n'],
    ['within Jinja, not at the left edge', '{% if a %}\n  include:\n    - base\n{% endif %}'],
    ['with an expression after its name', 'include:\n  - base.{{ grains.os }}'],
    ['relative, out of its own folder', 'include:\n  - ..base.packages'],
    ['in JSON', '{"include": ["base.packages"]}'],
    ['an import', "{% import 'base/map.jinja' as map %}"],
    ['an import of data', '{%- import_yaml "base/defaults.yaml" as defaults -%}'],
    ['from … import', "{% from 'base/map.jinja' import base with context %}"],
    ['from … import over several lines', "{%- from\n  'base/map.jinja' import base %}"],
    ['an import with an expression in it', "{% from 'base/' ~ os ~ '.jinja' import base %}"],
    ['an include of Jinja', "{% include ['x.jinja', 'base/y.jinja'] %}"],
    ['extends', "{% extends 'base/layout.jinja' %}"],
    ['salt://', 'source: salt://base/files/a.conf'],
    ['salt:// in a function', "{{ salt['cp.get_file_str']('salt://base/files/a') }}"],
    ['salt:// of an environment', 'source: salt://base/a?saltenv=prod'],
    ['salt:// with an expression later', 'source: salt://base/{{ os }}/a'],
    ['a requisite of an sls', 'x:\n  cmd.run:\n    - require:\n      - sls: base.packages'],
    ['a state that is run by a function', "{% do salt['state.sls']('base.packages') %}"],
    ['a state that is run by a state', 'x:\n  module.run:\n    - state.apply:\n      - mods: base.packages'],
    ['a program that includes', "#!py\ndef run():\n    return {'include': ['base.packages']}"],
    ['a program of pyobjects', "#!pyobjects\ninclude('base')"],
  ])('%s', (_title, text) => {
    expect(reached(text)).toBe(true);
  });
});

describe('what is no reference is none', () => {
  it.each([
    ['a name of a package', 'base:\n  pkg.installed'],
    ['a path of the guest', 'x:\n  file.managed:\n    - name: /etc/base/a.conf'],
    ['a key of the pillar', "{{ pillar.get('base:a') }}"],
    ['another formula whose name begins alike', 'include:\n  - basement.x'],
    ['an item that is commented out', 'include:\n  - other\n  # - base\n'],
    [
      'a list of a state after the includes',
      'include:\n  - other\n\nx:\n  pkg.installed:\n    - pkgs:\n      - base\n',
    ],
    ['its own sls', 'include:\n  - .packages\n'],
    ['what is an expression altogether', 'include:\n  - {{ what }}\n'],
  ])('%s', (_title, text) => {
    expect(reached(text)).toBe(false);
  });
});

it('a reference knows its line and how it was written', () => {
  const text =
    "{% from 'a/map.jinja' import a %}\n\ninclude:\n  - b\n  - c.d\n\nx:\n  file.managed:\n    - source: salt://e/f\n";

  expect(findReferences(text).toSorted((one, other) => one.line - other.line)).toEqual([
    { target: 'a/map.jinja', how: 'imports', line: 1 },
    { target: 'b', how: 'includes', line: 4 },
    { target: 'c.d', how: 'includes', line: 5 },
    { target: 'e/f', how: 'uses files of', line: 9 },
  ]);
});

it('a text that is made to be slow is read in no time', () => {
  const many = 40_000;
  const texts = ["{% from '", 'include: [', 'salt://', '- sls: ', "state.sls('", '{% import '].map((part) =>
    part.repeat(many),
  );

  expect(texts.map((text) => targets(text).length > -1)).not.toContain(false);
});
