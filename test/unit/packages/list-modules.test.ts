import { expect, it } from 'vitest';
import { listModules } from '../../packages/list-modules.ts';

it('what is installed beside saltern is neither for development nor optional', () => {
  const packages = {
    '': {},
    'node_modules/a': {},
    'node_modules/a/node_modules/b': {},
    'node_modules/native': { optional: true },
    'node_modules/tool': { dev: true },
  };

  expect(listModules({ packages })).toEqual(['node_modules/a', 'node_modules/a/node_modules/b']);
});
