import type { Json } from '../../base/json/json.ts';
import type { CheckResult } from '../../contract/result.ts';
import { isBad, type Outcome } from '../../contract/outcome.ts';
import { toNumber, toText } from './match/convert.ts';
import { cutText, describeExpected } from './match/describe-value.ts';
import { matchText, matchValue } from './match/match-value.ts';
import type { Verdict } from './match/verdict.ts';
import { TOOK, type Fact, type Facts, type Resource, type ResourceType } from './resource.ts';
import { findPlace } from './find-place.ts';
import { whyIdle } from './vacuous.ts';

/** Most characters of a value in a message. */
const LONGEST_IN_MESSAGE = 160;
/** Most characters of a value in a result; a whole log file is of no use in a report. */
const LONGEST_ACTUAL = 16_384;

/**
 * The checks of one resource, by goss's rules: when the guard fails or is false, the others are skipped. What proves
 * nothing as it is written is shown as skipped, where goss silently passes it.
 */
export function judgeResource(type: ResourceType, resource: Resource, facts: Facts): readonly CheckResult[] {
  const results: CheckResult[] = [];
  let whySkip: string | undefined;
  for (const [property, expected] of resource.expectations) {
    const idle = resource.isSkipped ? 'skip: true' : whyIdle(type, property, expected);
    const result =
      (whySkip ?? idle) === undefined
        ? judge(type, resource, property, expected, facts)
        : skip(resource, property, expected, { why: whySkip ?? idle ?? '', idle });
    results.push(result);
    const isClosed = property === type.guard && idle === undefined && (isBad(result) || result.actual === false);
    if (isClosed)
      whySkip = `not looked at, because ${property} is ${result.actual === null ? 'not known' : toText(result.actual)}`;
  }
  return withTime(results, facts[TOOK]);
}

/** The time of a resource is that of its first check that was looked at: the others come of the same look. */
function withTime(results: readonly CheckResult[], took: Fact | undefined): readonly CheckResult[] {
  if (took?.kind !== 'value' || typeof took.value !== 'number') return results;
  const ms = took.value;
  const first = results.findIndex(({ outcome }) => outcome !== 'skip');
  return results.map((result, at) => ({ ...result, durationMs: at === first ? ms : 0 }));
}

function judge(type: ResourceType, resource: Resource, property: string, expected: Json, facts: Facts): CheckResult {
  const fact = facts[property];
  if (!fact || fact.kind === 'unknown') {
    return toResult(
      resource,
      property,
      expected,
      'error',
      null,
      `could not find out: ${fact?.reason ?? 'the probe said nothing about it'}`,
    );
  }
  const wanted = `expected ${cutText(describeExpected(expected), LONGEST_IN_MESSAGE)}`;
  if (fact.kind === 'absent')
    return toResult(resource, property, expected, 'fail', null, `${wanted}, but ${fact.reason}`);
  const isText = type.attributes[property] === 'text' && typeof fact.value === 'string';
  const meant = readMeant(type, property, expected);
  const verdict = isText ? matchText(meant, toText(fact.value)) : matchValue(meant, fact.value);
  const shown = cutText(JSON.stringify(fact.value), LONGEST_IN_MESSAGE);
  if (verdict.kind === 'match') return toResult(resource, property, expected, 'pass', fact.value, shown);
  return toResult(resource, property, expected, 'fail', fact.value, `${wanted}, got ${shown}${whyNot(verdict)}`);
}

/** As goss reads it: `uid: "07000"` is the number. */
function readMeant(type: ResourceType, property: string, expected: Json): Json {
  const isQuotedNumber = type.attributes[property] === 'number' && typeof expected === 'string';
  if (isQuotedNumber) return toNumber(expected) ?? expected;
  return type.readExpected?.(property, expected) ?? expected;
}

function whyNot(verdict: Verdict): string {
  return verdict.kind === 'match' || verdict.why === undefined ? '' : `: ${cutText(verdict.why, 400)}`;
}

/** `idle`: why it proves nothing as it is written; undefined when only another check is the reason. */
function skip(
  resource: Resource,
  property: string,
  expected: Json,
  { why, idle }: { readonly why: string; readonly idle: string | undefined },
): CheckResult {
  const result = toResult(resource, property, expected, 'skip', null, why);
  return idle === undefined ? result : { ...result, idle };
}

function toResult(
  resource: Resource,
  property: string,
  expected: Json,
  outcome: Outcome,
  actual: Json,
  text: string,
): CheckResult {
  const title = resource.title === undefined ? '' : ` (${resource.title})`;
  return {
    verifier: 'goss',
    type: resource.type,
    id: resource.label,
    property,
    outcome,
    expected,
    actual: typeof actual === 'string' ? cutText(actual, LONGEST_ACTUAL) : actual,
    message: `${property}: ${text}${title}`,
    details: [],
    place: findPlace(resource.document, [resource.type, resource.id, property]),
  };
}
