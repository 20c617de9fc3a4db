import { Chalk } from 'chalk';
import type { Finding } from '../../contract/driver.ts';
import type { App, ExitCode } from '../app.ts';
import { findPrograms } from '../find-programs.ts';
import { listDrivers, loadProjectFor, type FleetOptions } from '../load-fleet.ts';
import { makeContext } from '../make-context.ts';

const MARKS = { pass: '✓', warn: '!', fail: '✗' } as const;

/** What the project's drivers and this machine offer; exit 3 when something would stop a run. */
export async function doctor(app: App, options: FleetOptions): Promise<ExitCode> {
  const { identity, drivers } = await describeProject(app, options);
  const findings: Finding[] = [nodeFinding(), ...(await findPrograms(app.environment['PATH'] ?? ''))];
  for (const name of drivers) {
    const driver = await app.driver(name);
    findings.push(...(await driver.doctor(makeContext(app, { identity }))).map(dropOwnName));
  }
  if (options.json) app.write(`${JSON.stringify(findings, (_, value: unknown) => value ?? null, 2)}\n`);
  else printFindings(app, findings);
  return findings.some((finding) => finding.outcome === 'fail') ? 3 : 0;
}

/** Outside of a project the question is still a good one. */
async function describeProject(app: App, options: FleetOptions) {
  try {
    const project = await loadProjectFor(app, options);
    return { identity: project.identity, drivers: listDrivers(project) };
  } catch (error) {
    const isOutside = (error as { code?: string }).code === 'CONFIG_NOT_FOUND';
    if (!isOutside) throw error;
    return { identity: { name: 'none', id: 'none', directory: app.cwd }, drivers: ['docker'] };
  }
}

/** Drivers' hints are written for other verbs: to run `saltern doctor` is no remedy inside of it. */
function dropOwnName(finding: Finding): Finding {
  const sentences = finding.remedy
    ?.replace(/,? or run `saltern doctor`[^.;]*/, '')
    .split(/(?<=\.) +/)
    .filter((sentence) => !sentence.includes('`saltern doctor`'));
  return { ...finding, remedy: sentences?.join(' ') || undefined };
}

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isNew = major > 24 || (major === 24 && minor >= 15);
  return {
    title: 'Node.js',
    outcome: isNew ? 'pass' : 'fail',
    message: `version ${process.versions.node}`,
    remedy: isNew ? undefined : 'Install Node.js 24.15 or newer.',
  };
}

function printFindings(app: App, findings: readonly Finding[]): void {
  const chalk = new Chalk({ level: app.terminal().colourLevel });
  const paint = { pass: chalk.green, warn: chalk.yellow, fail: chalk.red } as const;
  for (const { title, outcome, message, remedy } of findings) {
    app.write(`${paint[outcome](MARKS[outcome])} ${title}: ${message}\n`);
    if (remedy !== undefined) app.write(`    ${remedy}\n`);
  }
}
