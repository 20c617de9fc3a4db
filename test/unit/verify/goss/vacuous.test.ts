import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/base/json/json.ts';
import { commandType } from '../../../../src/verify/goss/types/command.ts';
import { fileType } from '../../../../src/verify/goss/types/file.ts';
import { userType } from '../../../../src/verify/goss/types/user.ts';
import { whyIdle } from '../../../../src/verify/goss/vacuous.ts';

const TYPES = { command: commandType, file: fileType, user: userType };

type Case = readonly [type: keyof typeof TYPES, property: string, expected: Json];

describe('an expectation', () => {
  it.each<Case>([
    ['command', 'stdout', []],
    ['command', 'stdout', ['', '']],
    ['command', 'stdout', { and: [{ or: [{ and: [] }, 'x'] }, { 'have-suffix': '' }] }],
    ['command', 'stdout', { not: { and: ['x', { not: 'x' }] } }],
    ['command', 'stdout', { 'match-regexp': '(?s)^.*$' }],
    ['command', 'stdout', { 'match-regexp': 'x*' }],
    ['command', 'stdout', { 'contain-element': { 'match-regexp': '^' } }],
    ['command', 'stdout', { 'have-patterns': [''] }],
    ['command', 'exit-status', { or: [{ lt: 3 }, { gt: 2 }] }],
    ['command', 'exit-status', { not: 256 }],
    ['file', 'size', { ge: 0 }],
    ['file', 'size', { or: [{ lt: 5 }, { ge: 5 }] }],
    ['file', 'uid', { not: { lt: 0 } }],
    ['file', 'owner', { 'match-regexp': '^.*$' }],
    ['file', 'exists', { or: [true, { not: true }] }],
    ['user', 'groups', { 'contain-elements': [] }],
  ])('proves nothing when it holds of every value: %s %s %j', (type, property, expected) => {
    expect(whyIdle(TYPES[type], property, expected)).toMatch(/nothing/);
  });

  it.each<Case>([
    ['command', 'stdout', ''],
    ['command', 'stdout', ['', 'x']],
    ['command', 'stdout', ['!']],
    ['command', 'stdout', { or: [] }],
    ['command', 'stdout', { 'match-regexp': '^.*$' }],
    ['command', 'stdout', { 'match-regexp': '^(?:[^e]|e[^r])*$' }],
    ['command', 'stdout', { 'match-regexp': '\\A\\z' }],
    ['command', 'stdout', { 'have-len': 0 }],
    ['command', 'stdout', { gjson: { a: { and: [] } } }],
    ['command', 'exit-status', { not: 0 }],
    ['command', 'exit-status', { or: [{ lt: 3 }, { gt: 3 }] }],
    ['file', 'size', { or: [{ lt: 5 }, { gt: 5 }] }],
    ['file', 'size', { 'match-regexp': '^[0-9]$' }],
    ['file', 'exists', { not: false }],
    ['user', 'groups', { 'consist-of': [] }],
    ['user', 'groups', { 'have-len': 0 }],
  ])('proves something when a value could break it: %s %s %j', (type, property, expected) => {
    expect(whyIdle(TYPES[type], property, expected)).toBeUndefined();
  });
});
