import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../../src/base/json/json.ts';
import { gossfileEditorSchema } from '../../../../../src/verify/goss/editor/editor-schema.ts';
import { NAME_WORDS, SETTING_WORDS, TYPE_WORDS } from '../../../../../src/verify/goss/editor/words.ts';
import { RESOURCE_TYPES } from '../../../../../src/verify/goss/resource-types.ts';
import { validateChecks } from '../../../../../src/verify/goss/validate-checks.ts';

/** Whether the verifier itself takes it. */
function isTaken(resources: JsonObject): boolean {
  return validateChecks({ resources, file: 'checks.yaml', places: {} }).length === 0;
}

describe.each(RESOURCE_TYPES)('what editors say of $name', (type) => {
  it('has words for each attribute, and for no other', () => {
    const { attributes = {} } = TYPE_WORDS[type.name] ?? {};

    expect(Object.keys(attributes).toSorted()).toEqual([...Object.keys(type.attributes), type.nameKey].toSorted());
    expect(Object.keys(type.attributes).filter((name) => attributes[name]?.about === undefined)).toEqual([]);
    expect(NAME_WORDS).toHaveProperty(type.nameKey);
    expect(Object.keys(SETTING_WORDS)).toEqual(expect.arrayContaining(Object.keys(type.settings)));
  });

  it('is an example that the verifier takes', () => {
    const { example = {} } = TYPE_WORDS[type.name] ?? {};

    expect(isTaken({ [type.name]: example })).toBe(true);
  });
});

const file = (attributes: JsonObject): JsonObject => ({ file: { '/etc/motd': { exists: true, ...attributes } } });

describe('editors and the verifier agree', () => {
  it.each<[title: string, JsonObject]>([
    ['a boolean as text', { service: { sshd: { running: 'true' } } }],
    ['a matcher for a boolean', { service: { sshd: { running: { not: false } } } }],
    ['a number as text', { command: { id: { 'exit-status': '0' } } }],
    ['text that looks like a number', file({ mode: 644 })],
    ['patterns', file({ contents: ['a', '!b', '/c/'] })],
    ['null as goss renders it', file({ contents: null })],
    ['matchers within matchers', file({ size: { and: [{ gt: 0 }, { not: { ge: 10 } }] } })],
    ['elements', { user: { root: { exists: true, groups: { 'consist-of': ['root', { 'have-prefix': 'w' }] } } } }],
    ['JSON by path', { command: { id: { 'exit-status': 0, stdout: { gjson: { 'a.b': { gt: 1 } } } } } }],
    ['any value of equal', file({ contents: { equal: { a: [1] } } })],
    ['a name of its own', { port: { ssh: { port: 22, listening: true } } }],
    ['what every entry may say', { group: { wheel: { exists: true, title: 'x', meta: { a: 1 }, skip: true } } }],
    ['a setting', { command: { id: { 'exit-status': 0, timeout: 500 } } }],
  ])('taken: %s', (_title, resources) => {
    const result = gossfileEditorSchema.safeParse(resources);

    expect(result.error?.issues ?? []).toEqual([]);
    expect(isTaken(resources)).toBe(true);
  });

  it.each<[title: string, Json]>([
    ['a type that is misspelt', { servce: { sshd: { running: true } } }],
    ['a type that is not supported', { http: { 'http://x': { status: 200 } } }],
    ['an attribute that is misspelt', { service: { sshd: { runing: true } } }],
    ['YAML 1.1 in a boolean', { service: { sshd: { running: 'yes' } } }],
    ['what must be said and is not', { port: { 'tcp:22': { ip: ['::'] } } }],
    ['two matchers at one level', file({ size: { gt: 1, lt: 3 } })],
    ['no matcher', file({ size: {} })],
    ['a matcher that is misspelt', file({ size: { grater: 1 } })],
    ['a list where one value is wanted', file({ owner: ['root'] })],
    ['a matcher’s argument of another kind', file({ contents: { 'have-patterns': 'a' } })],
    ['an entry with nothing in it', { service: { sshd: null } }],
    ['a time-out that is text', { command: { id: { 'exit-status': 0, timeout: '5s' } } }],
  ])('refused: %s', (_title, resources) => {
    const result = gossfileEditorSchema.safeParse(resources);

    expect(result.success).toBe(false);
    expect(isTaken(resources as JsonObject)).toBe(false);
  });
});
