import type { Masker } from '../../base/secret/masker.ts';
import type {
  CheckResult,
  ConvergeResult,
  InstanceResult,
  RunResult,
  StateResult,
  StepResult,
  Trouble,
} from '../../contract/result.ts';

/*
 * What was found out, without what is secret. Verdicts, names of instances, paths and times stay: they are ours. What was
 * compared was compared before.
 */

/** A run's result. */
export function maskRun(result: RunResult, masker: Masker): RunResult {
  if (masker.isIdle) return result;
  return { ...result, instances: result.instances.map((one) => maskInstance(one, masker)) };
}

/** An instance's result, with its evidence. */
export function maskInstance(result: InstanceResult, masker: Masker): InstanceResult {
  if (masker.isIdle) return result;
  const { steps, trouble, remade, evidence } = result;
  return {
    ...result,
    steps: steps.map((step) => maskStep(step, masker)),
    trouble: trouble && maskTrouble(trouble, masker),
    ...(remade === undefined ? {} : { remade: remade.map(masker.text) }),
    evidence: evidence && { ...evidence, reasons: evidence.reasons.map(masker.text) },
  };
}

/** A state's result. */
export function maskState(state: StateResult, masker: Masker): StateResult {
  if (masker.isIdle) return state;
  const { id, name, excuse, changes, diff, comment, said, blockedBy } = state;
  return {
    ...state,
    id: masker.text(id),
    name: masker.text(name),
    excuse: excuse && masker.text(excuse),
    changes: masker.json(changes),
    diff: diff && masker.text(diff),
    comment: masker.text(comment),
    ...(said === undefined ? {} : { said: maskLines(said, masker) }),
    blockedBy: blockedBy.map(masker.text),
  };
}

/** A check's result. */
export function maskCheck(check: CheckResult, masker: Masker): CheckResult {
  if (masker.isIdle) return check;
  const { id, property, expected, actual, message, details, idle } = check;
  return {
    ...check,
    id: masker.text(id),
    property: masker.text(property),
    expected: masker.json(expected),
    actual: masker.json(actual),
    message: masker.text(message),
    details: maskLines(details, masker),
    ...(idle === undefined ? {} : { idle: masker.text(idle) }),
  };
}

function maskStep(step: StepResult, masker: Masker): StepResult {
  const { pass, checks } = step;
  return {
    ...step,
    pass: pass && maskPass(pass, masker),
    checks: checks.map((check) => maskCheck(check, masker)),
  };
}

function maskPass(pass: ConvergeResult, masker: Masker): ConvergeResult {
  return {
    ...pass,
    states: pass.states.map((state) => maskState(state, masker)),
    problems: pass.problems.map((problem) => ({ ...problem, message: masker.text(problem.message) })),
  };
}

function maskTrouble({ code, message, hint, details }: Trouble, masker: Masker): Trouble {
  return { code, message: masker.text(message), hint: hint && masker.text(hint), details: maskLines(details, masker) };
}

/** A secret may be over several of them. */
function maskLines(lines: readonly string[], masker: Masker): readonly string[] {
  return lines.length === 0 ? lines : masker.text(lines.join('\n')).split('\n');
}
