import { z } from 'zod';
import { parseJson } from '../../base/json/parse-json.ts';
import type { BrokenPackage } from './solver.ts';

const answerSchema = z.object({
  broken: z.array(
    z.object({
      member: z.string(),
      package: z.string(),
      reasons: z.array(z.string()),
      isNew: z.boolean(),
      isBeside: z.boolean(),
    }),
  ),
  looked: z.number(),
  version: z.string(),
  installed: z.number().nullable(),
});

/** What the script found out. */
export interface SolverAnswer {
  readonly broken: readonly (Omit<BrokenPackage, 'beside'> & { readonly isBeside: boolean })[];
  readonly looked: number;
  /** Of dnf: `4.14.0`. */
  readonly version: string;
  /** How many packages the system has that was looked into; null: none was. */
  readonly installed: number | null;
}

/** Undefined where that is no answer of the script's. Pure. */
export function readAnswer({
  code,
  stdout,
}: {
  readonly code: number;
  readonly stdout: string;
}): SolverAnswer | undefined {
  return code === 0 ? answerSchema.safeParse(parseJson(stdout)).data : undefined;
}
