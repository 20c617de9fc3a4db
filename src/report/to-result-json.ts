import type { Json, JsonObject } from '../base/json/json.ts';
import type { FoundPlace } from '../base/place/place.ts';
import { countProved } from '../contract/proved.ts';
import type {
  CheckResult,
  ConvergeResult,
  InstanceResult,
  RunResult,
  StateResult,
  StepResult,
} from '../contract/result.ts';
import type { Outcome } from '../contract/outcome.ts';
import { listRemarks } from './explain/list-remarks.ts';

/**
 * The run for `--json`. Every key is always there, null where there is nothing; names stay as they are, new ones may be
 * added:
 *
 * - `version` 1 · `runId` · `outcome` (`pass`, `fail`, `error`, `skip`) · `startedAt` (ISO 8601 UTC) · `durationMs` ·
 *   `interrupted` · `counts` (`pass`, `fail`, `error`, `skip`: numbers of instances)
 * - `instances[]`: `name`, `formula`, `suite`, `platform`, `outcome`, `remarks[]` (`no checks`, …), `proved` (how many
 *   `states` and `checks` passed), `durationMs`, `kept`, `remade[]` (why the one that was there was made anew), `isInUse`
 *   (kept because somebody was in it), `phases[]` (`phase`,
 *   `outcome`, `durationMs`, `retries`), `steps[]` (`step`, `after[]`: the steps before it, `outcome`, `durationMs`, `pass`:
 *   null, or `outcome`, `saltVersion`, `durationMs`, `problems[]`, `states[]`; `checks[]`), `trouble` (null, or `code`,
 *   `message`, `hint`, `details[]`), `evidence` (null, or as in the contract), `log`, `artifacts[]` (paths of what else was kept: console, screen)
 * - `place` of states, problems and checks: null, or `file`, `line`, `column`
 */
export function toResultJson(run: RunResult): JsonObject {
  const total = (outcome: Outcome): number => run.instances.filter((one) => one.outcome === outcome).length;
  const { runId, outcome, startedAt, durationMs, interrupted } = run;
  return {
    version: 1,
    runId,
    outcome,
    startedAt,
    durationMs,
    interrupted,
    counts: { pass: total('pass'), fail: total('fail'), error: total('error'), skip: total('skip') },
    instances: run.instances.map((result) => toInstance(result)),
  };
}

function toInstance(result: InstanceResult): JsonObject {
  const { name, formula, suite, platform, outcome, durationMs, kept, phases } = result;
  return {
    name,
    formula,
    suite,
    platform,
    outcome,
    remarks: [...listRemarks(result)],
    proved: { ...countProved(result.steps) },
    durationMs,
    kept,
    remade: [...(result.remade ?? [])],
    isInUse: result.isInUse ?? false,
    phases: phases.map((one) => ({
      phase: one.phase,
      outcome: one.outcome,
      durationMs: one.durationMs,
      retries: one.retries,
    })),
    steps: result.steps.map((step) => toStep(step)),
    trouble: result.trouble === undefined ? null : plain({ ...result.trouble, hint: result.trouble.hint ?? null }),
    evidence:
      result.evidence === undefined
        ? null
        : plain({
            ...result.evidence,
            snapshot: result.evidence.snapshot ?? null,
            image: result.evidence.image ?? null,
          }),
    log: result.log ?? null,
    artifacts: [...(result.artifacts ?? [])],
  };
}

function toStep({ step, after, outcome, durationMs, pass, checks }: StepResult): JsonObject {
  const all = checks.map((check) => toCheck(check));
  return { step: step.do, after: [...after], outcome, durationMs, pass: toPass(pass), checks: all };
}

function toPass(pass: ConvergeResult | undefined): JsonObject | null {
  if (pass === undefined) return null;
  const { outcome, saltVersion, durationMs } = pass;
  const problems = pass.problems.map((problem) => ({
    kind: problem.kind,
    message: problem.message,
    place: toPlace(problem.place),
  }));
  return { outcome, saltVersion, durationMs, problems, states: pass.states.map((state) => toState(state)) };
}

function toState(state: StateResult): JsonObject {
  const { id, name, sls, result, verdict, outcome, changes, comment, durationMs, blockedBy } = state;
  return {
    id,
    function: state.function,
    name,
    sls,
    result,
    verdict,
    outcome,
    excuse: state.excuse ?? null,
    changes,
    diff: state.diff ?? null,
    comment,
    said: [...(state.said ?? [])],
    durationMs,
    blockedBy,
    place: toPlace(state.place),
  };
}

function toCheck(check: CheckResult): JsonObject {
  const {
    verifier,
    type,
    id,
    property,
    outcome,
    expected,
    actual,
    message,
    details,
    idle = null,
    durationMs = null,
  } = check;
  const place = toPlace(check.place);
  return { verifier, type, id, property, outcome, expected, actual, message, details, idle, durationMs, place };
}

function toPlace(place: FoundPlace | undefined): JsonObject | null {
  return place === undefined ? null : { file: place.file, line: place.line ?? null, column: place.column ?? null };
}

/** A value that is JSON already but for `undefined`, which becomes null. */
function plain(value: object | undefined): Json {
  return value === undefined ? null : JSON.parse(JSON.stringify(value, (_, inner: unknown) => inner ?? null));
}
