import type { Outcome } from '../../contract/outcome.ts';
import { element, renderXml, type XmlElement } from '../text/xml.ts';
import type { JunitCase } from './list-junit-cases.ts';
import type { JunitSuite } from './list-junit-suites.ts';

/** A run as JUnit knows it. */
export interface JunitRun {
  readonly durationMs: number;
  readonly suites: readonly JunitSuite[];
}

export interface JunitForm {
  /**
   * Whether cases have the attributes `file` and `line`, which GitLab and some GitHub actions read and Jenkins’ schema
   * refuses. Default false: the places of what is wrong are properties of its suite.
   */
  readonly hasFileAttributes?: boolean;
}

/** The run as XML that is valid against `junit-10.xsd` of Jenkins' xUnit plugin, whatever its texts hold. */
export function buildJunitXml({ durationMs, suites }: JunitRun, form: JunitForm = {}): string {
  const { tests, failures, errors } = count(suites.flatMap(({ cases }) => cases));
  const totals = { name: 'saltern', tests, failures, errors, time: toSeconds(durationMs) };
  return renderXml(
    element(
      'testsuites',
      totals,
      suites.map((suite) => suiteElement(suite, form)),
    ),
  );
}

function suiteElement(suite: JunitSuite, { hasFileAttributes = false }: JunitForm): XmlElement {
  const { name, formula, startedAt, durationMs, cases, log } = suite;
  const about = { name, package: formula, timestamp: startedAt, time: toSeconds(durationMs), ...count(cases) };
  const places = hasFileAttributes ? [] : cases.filter(isBad).flatMap(placeProperty);
  const facts = Object.entries(suite.properties).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
  const properties = [...facts, ...places].map(([key, value]) => element('property', { name: key, value }));
  return element('testsuite', about, [
    element('properties', {}, properties),
    ...cases.map((one) => caseElement(one, { className: suite.className, hasFileAttributes })),
    ...(log === undefined || log === '' ? [] : [element('system-out', {}, log)]),
  ]);
}

function caseElement(
  one: JunitCase,
  { className, hasFileAttributes }: { readonly className: string; readonly hasFileAttributes: boolean },
): XmlElement {
  const { file, line } = (hasFileAttributes ? one.place : undefined) ?? {};
  const about = { classname: className, name: one.name, time: toSeconds(one.durationMs), file, line };
  return element('testcase', about, verdictElements(one));
}

function verdictElements({ outcome, message, type, text }: JunitCase): readonly XmlElement[] {
  switch (outcome) {
    case 'pass':
      return [];
    case 'fail':
      return [element('failure', { message, type }, text)];
    case 'error':
      return [element('error', { message, type }, text)];
    case 'skip':
      return [element('skipped', { message })];
    default:
      return outcome satisfies never;
  }
}

function placeProperty({ name, place }: JunitCase): readonly (readonly [string, string])[] {
  if (place === undefined) return [];
  return [[`place of ${name}`, place.line === undefined ? place.file : `${place.file}:${place.line}`]];
}

function isBad({ outcome }: JunitCase): boolean {
  return outcome === 'fail' || outcome === 'error';
}

function count(cases: readonly JunitCase[]) {
  const total = (wanted: Outcome): number => cases.filter(({ outcome }) => outcome === wanted).length;
  return { tests: cases.length, failures: total('fail'), errors: total('error'), skipped: total('skip') };
}

/** A check may take less than a millisecond, and that is not nothing. */
function toSeconds(ms: number): number {
  return Math.round(Math.max(0, ms) * 100) / 100_000;
}
