import { cleanLine, cleanText } from '../../base/text/clean-text.ts';
import type { FoundPlace } from '../../base/place/place.ts';
import type { Finding } from '../../contract/finding.ts';
import { VERSION } from '../../contract/package-facts.ts';
import type { RunResult } from '../../contract/result.ts';
import { describeRule } from '../findings/describe-rule.ts';
import { joinTitle } from '../findings/join-title.ts';

/** What a log is about besides its findings. */
interface About {
  readonly project: string;
  readonly result: RunResult;
}

/** The name under which readers know the top of the repository. */
const TOP = '%SRCROOT%';

/**
 * A run as SARIF 2.1.0: findings with a place are its results, the others what the tool itself has to say. The id of a run
 * begins with the project, which is GitHub's category. Pure.
 */
export function buildSarif(findings: readonly Finding[], { project, result }: About) {
  const placed = findings.filter(({ place }) => place !== undefined);
  const others = findings.filter(({ place }) => place === undefined);
  const rules = listRules(placed);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'saltern',
            version: VERSION,
            semanticVersion: VERSION,
            rules: rules.map(describe),
            notifications: listRules(others).map(describe),
          },
        },
        automationDetails: { id: `saltern/${cleanLine(project)}/${result.runId}` },
        originalUriBaseIds: { [TOP]: { description: { text: 'The top of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        invocations: [toInvocation(others, result)],
        results: placed.map((one) => toResult(one, rules.indexOf(cleanLine(one.rule)))),
      },
    ],
  };
}

function listRules(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ rule }) => cleanLine(rule)))];
}

function describe(id: string) {
  const { short, help } = describeRule(id);
  return { id, shortDescription: { text: short }, help: { text: help } };
}

/** `executionSuccessful` is of the tool, not of what it tested. */
function toInvocation(others: readonly Finding[], { startedAt, durationMs, interrupted, outcome }: RunResult) {
  return {
    executionSuccessful: !interrupted && outcome !== 'error',
    startTimeUtc: startedAt,
    endTimeUtc: new Date(Date.parse(startedAt) + durationMs).toISOString(),
    toolExecutionNotifications: others.map((one) => ({
      descriptor: { id: cleanLine(one.rule) },
      level: one.severity,
      message: { text: toText(joinTitle(one)) },
    })),
  };
}

function toResult(finding: Finding, ruleIndex: number) {
  const { rule, severity, place, fingerprint } = finding;
  return {
    ruleId: cleanLine(rule),
    ruleIndex,
    level: severity,
    message: { text: toText(joinTitle(finding)) },
    locations: place === undefined ? [] : [{ physicalLocation: toLocation(place) }],
    partialFingerprints: { 'salternFinding/v1': fingerprint },
  };
}

function toLocation({ file, line, column }: FoundPlace) {
  const uri = file
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/');
  // Readers want a line; without one, it is the file that is meant.
  const region = {
    startLine: line ?? 1,
    ...(line === undefined || column === undefined ? {} : { startColumn: column }),
  };
  return { artifactLocation: { uri, uriBaseId: TOP }, region };
}

/** `[text](target)` is a link in SARIF, in plain text too. */
function toText(text: string): string {
  return cleanText(text).replaceAll('](', '] (');
}
