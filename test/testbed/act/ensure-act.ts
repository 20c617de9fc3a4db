import { ensureGoProgram, type GoContext } from '../go/ensure-go-program.ts';

/** Path of what runs GitHub's workflows on this machine, without GitHub. Throws `TestbedError` with a hint. */
export function ensureAct(context: GoContext): Promise<string> {
  const module = 'github.com/nektos/act@v0.2.89';
  return ensureGoProgram({ module, title: "act, which runs GitHub's workflows here" }, context);
}

/** Path of what finds mistakes in GitHub's workflows. Throws `TestbedError` with a hint. */
export function ensureActionlint(context: GoContext): Promise<string> {
  const module = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';
  return ensureGoProgram({ module, title: "actionlint, which finds mistakes in GitHub's workflows" }, context);
}
