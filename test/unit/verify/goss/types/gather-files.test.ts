import { describe, expect, it } from 'vitest';
import { readResources } from '../../../../../src/verify/goss/read-resources.ts';
import { cleanPath, pathWord } from '../../../../../src/verify/goss/types/gather-files.ts';

function file(path: string) {
  const [resource] = readResources([{ resources: { file: { [path]: { exists: true } } }, file: 'g.yml', places: {} }]);
  if (!resource) throw new Error('there is no resource');
  return resource;
}

describe('a path', () => {
  it.each([
    ['/a/b/', '/a/b'],
    ['/', '/'],
    ['//a//b/./c/..', '/a/b'],
    ['/../x', '/x'],
    ['~/x/../y/', '~/y'],
  ])('%s is meant as %s', (path, cleaned) => {
    expect(cleanPath(file(path))).toBe(cleaned);
  });

  it.each([
    ['/a b', "'/a b'"],
    ['~', '~'],
    ['~root/x y', "~root/'x y'"],
    ['~0/x', "'~0/x'"],
    ['~+', "'~+'"],
    ['~-', "'~-'"],
    ['~0day/x', '~0day/x'],
  ])('%s is the word %s', (path, word) => {
    expect(pathWord(file(path))).toBe(word);
  });
});
