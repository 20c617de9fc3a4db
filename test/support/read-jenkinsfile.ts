/** A step of a declarative pipeline, in the order written. */
export type JenkinsStep = { readonly stage: string } & (
  | { readonly kind: 'sh'; readonly script: string; readonly isStatusTaken: boolean }
  | { readonly kind: 'checkout' }
  /** Comma-separated globs below the workspace. */
  | { readonly kind: 'junit' | 'archive'; readonly files: string }
  | { readonly kind: 'pages'; readonly directory: string; readonly file: string }
);

type Make = (groups: Readonly<Record<string, string>>, stage: string) => JenkinsStep;

const TEXT = "'(?<script>[^']*)'";

/** Lines that are steps. In double quotes Groovy would put values into a shell's text: that is no line we know. */
const STEPS: readonly (readonly [RegExp, Make])[] = [
  [/^checkout scm$/, (_, stage) => ({ stage, kind: 'checkout' })],
  [
    new RegExp(`^sh ${TEXT}$|^sh\\(label: '[^']*', script: '(?<labelled>[^']*)'\\)$`),
    ({ script, labelled }, stage) => ({ stage, kind: 'sh', script: script ?? labelled ?? '', isStatusTaken: false }),
  ],
  [
    new RegExp(`^def code = sh\\(label: '[^']*', script: ${TEXT}, returnStatus: true\\)$`),
    ({ script = '' }, stage) => ({ stage, kind: 'sh', script, isStatusTaken: true }),
  ],
  [
    /^junit\(testResults: '(?<files>[^']*)'(, \w+: true)*\)$/,
    ({ files = '' }, stage) => ({ stage, kind: 'junit', files }),
  ],
  [
    /^publishHTML\(target: \[reportName: '[^']*', reportDir: '(?<directory>[^']*)', reportFiles: '(?<file>[^']*)'(, \w+: (true|false))*\]\)$/,
    ({ directory = '', file = '' }, stage) => ({ stage, kind: 'pages', directory, file }),
  ],
  [
    /^archiveArtifacts\(artifacts: '(?<files>[^']*)'(, \w+: true)*\)$/,
    ({ files = '' }, stage) => ({ stage, kind: 'archive', files }),
  ],
];

/** Lines that order nothing. */
const FRAME: readonly RegExp[] = [
  /^(pipeline|options|stages|steps|script|post|always) \{$/,
  /^agent \{ label '\w+' \}$/,
  /^triggers \{ cron\('[\d* ]+'\) \}$/,
  /^disableConcurrentBuilds\(\)$/,
  /^lock\(resource: '[\w-]+'\)$/,
  /^timeout\(time: \d+, unit: '[A-Z]+'\)$/,
  /^buildDiscarder\(logRotator\(numToKeepStr: '\d+'\)\)$/,
  /^if \(code (== 1\) \{ unstable|> 1\) \{ error)\('[^']*'\) \}$/,
  /^\}$/,
  /^(\/\/.*)?$/,
];

/**
 * The steps of a Jenkinsfile, as far as ours go: no Groovy, but the few lines that they are written in. Throws an `Error`
 * with its number for any other line, so that nothing is there that the test does not run.
 */
export function readJenkinsfile(text: string): readonly JenkinsStep[] {
  let stage = '';
  const steps: JenkinsStep[] = [];
  let depth = 0;
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    depth += (line.match(/\{$/) ? 1 : 0) - (line === '}' ? 1 : 0);
    const begun = /^stage\('([^']+)'\) \{$/.exec(line)?.[1] ?? (line === 'post {' ? 'post' : undefined);
    if (begun !== undefined) stage = begun;
    const step = STEPS.flatMap(([pattern, make]) => {
      const match = pattern.exec(line);
      return match === null ? [] : [make(match.groups ?? {}, stage)];
    })[0];
    if (step !== undefined) steps.push(step);
    else if (begun === undefined && !FRAME.some((pattern) => pattern.test(line)))
      throw new Error(`line ${at + 1} of the Jenkinsfile is none that we know: ${line}`);
  }
  if (depth !== 0) throw new Error('the Jenkinsfile has a bracket too many or too few');
  return steps;
}
