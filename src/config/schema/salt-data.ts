import { z } from 'zod';
import type { DataReader } from '../../base/yaml/reads.ts';
import { readSaltKey, readSaltScalar } from './read-salt-scalar.ts';

const reads: DataReader = { readScalar: readSaltScalar, readKey: readSaltKey };

/** Data that means what it would mean in a file that Salt reads: `yes` is true, `0644` is 644, `12:30` is 750. */
export const saltData = z.record(z.string().meta({ reads }), z.unknown().meta({ reads }));
