import { z } from 'zod';
import { filePath, need } from '../../base/yaml/schema-words.ts';

const anyMap = z.record(z.string(), z.unknown());

/** `checks:` of a suite, and `goss:` under `verify:`. */
export const gossSchema = z.union([
  need(anyMap, 'A gossfile, inline.'),
  need(filePath, 'Path of a gossfile.'),
  need(z.array(z.union([filePath, anyMap])), 'A list of gossfiles, inline or as paths.'),
]);
