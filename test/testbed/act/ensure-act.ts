import { ensureGoProgram, type GoContext, type GoProgram } from '../go/ensure-go-program.ts';

export const ACT: GoProgram = {
  module: 'github.com/nektos/act@v0.2.89',
  title: "act, which runs GitHub's workflows here",
};

export const ACTIONLINT: GoProgram = {
  module: 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12',
  title: "actionlint, which finds mistakes in GitHub's workflows",
};

/** Path of what runs GitHub's workflows on this machine, without GitHub. Throws `TestbedError` with a hint. */
export function ensureAct(context: GoContext): Promise<string> {
  return ensureGoProgram(ACT, context);
}

/** Path of what finds mistakes in GitHub's workflows. Throws `TestbedError` with a hint. */
export function ensureActionlint(context: GoContext): Promise<string> {
  return ensureGoProgram(ACTIONLINT, context);
}
