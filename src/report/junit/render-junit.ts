import type { InstanceSummary } from '../../contract/events.ts';
import type { InstanceResult, RunResult } from '../../contract/model.ts';
import { listJunitCases } from './junit-cases.ts';
import type { JunitCase } from './junit-cases.ts';
import { shortPath } from '../text/words.ts';
import { renderXml } from '../../base/text/xml.ts';
import type { XmlElement } from '../../base/text/xml.ts';

function seconds(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(3);
}

function element(name: string, attributes: XmlElement['attributes'], content: XmlElement['content'] = []): XmlElement {
  return { name, attributes, content };
}

function renderVerdict({ outcome, message, type, text }: JunitCase): readonly XmlElement[] {
  switch (outcome) {
    case 'pass':
      return [];
    case 'fail':
      return [element('failure', { message, type }, text)];
    case 'error':
      return [element('error', { message, type }, text)];
    case 'skip':
      return [element('skipped', { message }, text)];
    default:
      return outcome satisfies never;
  }
}

function renderProperties(properties: Readonly<Record<string, string | undefined>>): XmlElement {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  return element(
    'properties',
    {},
    given.map(([name, value]) => element('property', { name, value })),
  );
}

function instanceProperties(result: InstanceResult, cwd: string): Readonly<Record<string, string | undefined>> {
  const { evidence, phases } = result;
  const retries = phases.reduce((sum, phase) => sum + phase.retries, 0);
  return {
    formula: result.formula,
    suite: result.suite,
    platform: result.platform,
    snapshot: evidence?.snapshot?.id,
    'snapshot-digest': evidence?.snapshot?.digest,
    image: evidence?.image.reference,
    'image-digest': evidence?.image.digest,
    salt: evidence?.saltVersion ?? result.steps.find(({ pass }) => pass)?.pass?.saltVersion,
    'formula-digest': evidence?.formulaDigest,
    'suite-digest': evidence?.suiteDigest,
    retries: retries > 0 ? String(retries) : undefined,
    log: result.log && shortPath(result.log, cwd),
  };
}

interface Suite {
  readonly summary: InstanceSummary;
  readonly cases: readonly JunitCase[];
  readonly durationMs: number;
  readonly startedAt: string;
  readonly properties: Readonly<Record<string, string | undefined>>;
}

function total(cases: readonly JunitCase[], outcome: JunitCase['outcome']): string {
  return String(cases.filter((one) => one.outcome === outcome).length);
}

function renderSuite({ summary, cases, durationMs, startedAt, properties }: Suite): XmlElement {
  const { name, formula } = summary;
  const attributes = {
    name,
    package: formula,
    tests: String(cases.length),
    failures: total(cases, 'fail'),
    errors: total(cases, 'error'),
    skipped: total(cases, 'skip'),
    time: seconds(durationMs),
    timestamp: startedAt,
  };
  return element('testsuite', attributes, [
    renderProperties(properties),
    ...cases.map((one) =>
      element('testcase', { classname: name, name: one.name, time: seconds(one.durationMs) }, renderVerdict(one)),
    ),
  ]);
}

export interface RenderJunitOptions {
  /** All instances that were to run; those without a result become a skipped case. */
  readonly planned: readonly InstanceSummary[];
  /** Paths below it are shown relative. */
  readonly cwd: string;
}

/**
 * The run as JUnit XML, valid against `junit-10.xsd` of Jenkins' xUnit plugin. Written by hand: junit-report-builder
 * puts `skipped` on the root, which that schema refuses, and cannot say why a case was skipped. The schema has no file
 * and line on cases, so these stand in the failure's text. Pure.
 */
export function renderJunit(run: RunResult, options: RenderJunitOptions): string {
  const { planned, cwd } = options;
  const done = new Set(run.instances.map((one) => one.name));
  const suites = [
    ...run.instances.map((result): Suite => ({
      summary: result,
      cases: listJunitCases(result, cwd),
      durationMs: result.durationMs,
      startedAt: result.evidence?.startedAt ?? run.startedAt,
      properties: instanceProperties(result, cwd),
    })),
    ...planned
      .filter((summary) => !done.has(summary.name))
      .map((summary): Suite => ({
        summary,
        cases: [
          { name: 'instance', outcome: 'skip', durationMs: 0, message: 'did not finish', type: 'skip', text: '' },
        ],
        durationMs: 0,
        startedAt: run.startedAt,
        properties: { formula: summary.formula, suite: summary.suite, platform: summary.platform },
      })),
  ];
  const cases = suites.flatMap((suite) => suite.cases);
  const attributes = {
    name: 'saltern',
    tests: String(cases.length),
    failures: total(cases, 'fail'),
    errors: total(cases, 'error'),
    time: seconds(run.durationMs),
  };
  return renderXml(
    element(
      'testsuites',
      attributes,
      suites.map((suite) => renderSuite(suite)),
    ),
  );
}
