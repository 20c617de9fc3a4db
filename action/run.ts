import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ActionError } from './action-error.ts';
import { nameArtifact } from './name-artifact.ts';
import { conclude } from './conclude.ts';
import { findBase } from './find-base.ts';
import { findNewest, findReports, readReport } from './find-reports.ts';
import { install, writeCommand } from './install.ts';
import { type Inputs, readInputs } from './read-inputs.ts';
import { callSaltern, type Saltern } from './saltern.ts';
import { splitWords } from './split-words.ts';
import { stageReports } from './stage-reports.ts';
import { asPlainLine, renderCommand, renderOutput } from './workflow-files.ts';

const { env } = process;
const ACTION = fileURLToPath(new URL('..', import.meta.url));
const EXIT_USAGE = 2;

/** Steps of `action.yml`, which calls `run.ts STEP`. What they are given stands in variables, never in a command line. */
const STEPS: Readonly<Record<string, (inputs: Inputs) => Promise<number>>> = {
  'set-up': setUp,
  load: loadImages,
  run: runSaltern,
  keep: keepImages,
};

process.exitCode = await runStep(process.argv[2] ?? '');

async function runStep(name: string): Promise<number> {
  try {
    const step = STEPS[name];
    if (step === undefined) throw new ActionError(`there is no step '${name}'`);
    return await step(readInputs(env));
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    console.log(renderCommand('error', 'saltern', error.message));
    return EXIT_USAGE;
  }
}

/** Installs saltern, and says where prepared images are kept between runs of workflows. */
async function setUp(inputs: Inputs): Promise<number> {
  const temporary = needed('RUNNER_TEMP');
  const program = await install({ action: ACTION, temporary, version: inputs.version });
  await output('program', program);
  await appendFile(needed('GITHUB_PATH'), `${await writeCommand(program, temporary)}\n`);
  const saltern = callSaltern(program, inputs.directory);
  const isWanted = inputs.isCaching && inputs.command.length > 0;
  const answer = isWanted ? await saltern.ask(['--json', 'cache', 'key', ...settings(inputs)]) : '';
  if (answer === '') return 0;
  const { key, fallback, drivers } = JSON.parse(answer) as { key: string; fallback: string; drivers: string[] };
  await output('cache-key', key);
  await output('cache-fallback', fallback);
  await output('cache-drivers', drivers.join(' '));
  await output('cache-folder', imagesFolder());
  return 0;
}

/** What an earlier workflow kept is a help and no more: without it images are made anew. */
async function loadImages(inputs: Inputs): Promise<number> {
  const code = await openSaltern(inputs).run(['cache', 'load', imagesFolder()]);
  if (code !== 0) console.log(renderCommand('warning', 'saltern', 'kept images could not be used; they are made anew'));
  return 0;
}

async function runSaltern(inputs: Inputs): Promise<number> {
  const saltern = openSaltern(inputs);
  const [verb = '', ...words] = inputs.command;
  const argv = [verb, ...words, ...(await changedFlag(inputs)), ...settings(inputs), ...inputs.args];
  console.log(asPlainLine(`saltern ${argv.join(' ')}`));
  const reports = await findReports(saltern, inputs.args);
  const before = await findNewest(reports);
  const code = verb === 'matrix' ? await runMatrix(saltern, argv) : await saltern.run(argv);
  const newest = await findNewest(reports);
  const hasRun = reports !== undefined && newest !== undefined && newest !== before;
  const { outcome, exitCode, warning } = conclude(code, inputs.failOn, hasRun || verb === 'gate');
  await output('outcome', outcome);
  if (warning !== undefined) console.log(renderCommand('warning', 'saltern', warning));
  await output('artifact-name', nameArtifact(inputs));
  if (reports !== undefined && newest !== undefined && hasRun) await outputReport(reports, newest);
  return exitCode;
}

/** The matrix of jobs is an output, for `fromJSON` of the workflow. */
async function runMatrix(saltern: Saltern, argv: readonly string[]): Promise<number> {
  const matrix = await saltern.ask(argv, true);
  if (matrix === '') return EXIT_USAGE;
  console.log(asPlainLine(matrix));
  await output('matrix', matrix);
  const { include = [] } = JSON.parse(matrix) as { include?: readonly unknown[] };
  await output('jobs', String(include.length));
  return 0;
}

async function outputReport(reports: string, newest: string): Promise<void> {
  const { directory, counts } = await readReport(reports, newest);
  const staged = join(needed('RUNNER_TEMP'), `saltern-results-${process.pid}`);
  await stageReports(reports, newest, staged);
  await output('report', directory);
  await output('staged', staged);
  await output('passed', String(counts.pass));
  await output('failed', String(counts.fail));
  await output('errors', String(counts.error));
}

/** Writes the images that were used into the folder that is kept; says under which key, where it is another than before. */
async function keepImages(inputs: Inputs): Promise<number> {
  const drivers = splitWords(needed('CACHE_DRIVERS')).map((name) => `--driver=${name}`);
  const answer = await openSaltern(inputs).ask(['--json', 'cache', 'save', imagesFolder(), ...drivers], true);
  if (answer === '') return 0;
  const { changed, digest } = JSON.parse(answer) as { changed: boolean; digest: string };
  if (changed) await output('save-key', `${needed('CACHE_KEY')}-${digest}`);
  return 0;
}

/** `--flag=value`, in one word: no value is ever taken for an option. */
function settings({ driver, snapshot }: Inputs): readonly string[] {
  return [
    ...(driver === undefined ? [] : [`--driver=${driver}`]),
    ...(snapshot === undefined ? [] : [`--snapshot=${snapshot}`]),
  ];
}

async function changedFlag({ changed }: Inputs): Promise<readonly string[]> {
  if (changed === undefined) return [];
  const base = changed === 'auto' ? await findBase(env['GITHUB_EVENT_PATH']) : changed;
  if (base !== undefined) return [`--changed=${base}`];
  console.log('no pull request, so everything is tested');
  return [];
}

function openSaltern({ directory }: Inputs): Saltern {
  return callSaltern(needed('SALTERN_PROGRAM'), directory);
}

function imagesFolder(): string {
  return join(needed('RUNNER_TEMP'), 'saltern-images');
}

async function output(name: string, value: string): Promise<void> {
  await appendFile(needed('GITHUB_OUTPUT'), renderOutput(name, value));
}

function needed(name: string): string {
  const value = env[name];
  if (value) return value;
  throw new ActionError(`the variable '${name}' is not set; this runs as a step of action.yml`);
}
