import type { Builder, TestCase, TestSuite } from 'junit-report-builder';
import { cleanText } from '../../base/text/clean-text.ts';
import type { JunitCase } from './list-junit-cases.ts';
import type { JunitSuite } from './list-junit-suites.ts';

/** A run as JUnit knows it. */
export interface JunitRun {
  readonly durationMs: number;
  readonly suites: readonly JunitSuite[];
}

/** The run as XML that is valid against `junit-10.xsd` of Jenkins' xUnit plugin, whatever its texts hold. */
export async function buildJunitXml({ durationMs, suites }: JunitRun): Promise<string> {
  const builder = (await newBuilder()).name('saltern');
  for (const suite of suites) addSuite(builder.testSuite(), suite);
  return correct(builder.build(), durationMs);
}

/**
 * The library is loaded when there is something to write: that takes as long as a short command. It exports one builder
 * for all, so a new one is made.
 */
async function newBuilder(): Promise<Builder> {
  const { default: shared } = await import('junit-report-builder');
  // Its types put the builder one `default` deeper than it is.
  return (shared as unknown as Builder).newBuilder();
}

function addSuite(suite: TestSuite, { name, formula, startedAt, durationMs, properties, cases }: JunitSuite): void {
  suite
    .name(`${toXmlText(name)}${PACKAGE}${toXmlText(formula)}`)
    .timestamp(startedAt)
    .time(toSeconds(durationMs));
  for (const [key, value] of Object.entries(properties)) {
    if (value !== undefined) suite.property(key, toXmlText(value));
  }
  for (const one of cases) {
    const { name: title, durationMs: took } = one;
    addVerdict(suite.testCase().className(toXmlText(name)).name(toXmlText(title)).time(toSeconds(took)), one);
  }
}

function addVerdict(testCase: TestCase, { outcome, message, type, text }: JunitCase): void {
  const [why, kind] = [toXmlText(message), toXmlText(type)];
  switch (outcome) {
    case 'pass':
      return;
    case 'fail':
      testCase.failure(why, kind).stacktrace(toCdata(text));
      return;
    case 'error':
      testCase.error(why, kind, toCdata(text));
      return;
    case 'skip':
      // There is nowhere else to put the reason.
      testCase.skipped().standardOutput(toCdata(message));
      return;
    default:
      outcome satisfies never;
  }
}

function toSeconds(ms: number): number {
  return Math.round(Math.max(0, ms)) / 1000;
}

/**
 * Unicode leaves this sign to a program's own use, and XML 1.0 does not refuse it; in texts from outside it is
 * replaced.
 */
const BREAK = '\ufdd0';
const PACKAGE = '\ufdd1';
const NON_CHARACTERS = /[\ufdd0-\ufdef\ufffe\uffff]/g;

/** Any text, made one that the library takes as it is: without colours, control characters and lone surrogates. */
function toXmlText(text: string): string {
  return cleanText(text).replaceAll(NON_CHARACTERS, '\ufffd');
}

/** The same for text between tags, where the library writes CDATA sections. */
function toCdata(text: string): string {
  return toXmlText(text).replaceAll(']]>', `]]${BREAK}>`);
}

/**
 * Corrects all that the library cannot write or writes wrong: the root has a count `skipped`, which Jenkins’ schema
 * refuses, and no time; a suite has no package; of several `]]>` in a text, the library splits only the first.
 */
function correct(xml: string, durationMs: number): string {
  return xml
    .replace(/^(<testsuites [^>]*) skipped="\d+"/m, `$1 time="${toSeconds(durationMs)}"`)
    .replaceAll(PACKAGE, '" package="')
    .replaceAll(BREAK, ']]><![CDATA[');
}
