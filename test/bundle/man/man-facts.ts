/** A name and what it means. */
export type Fact = readonly [name: string, about: string];

/** As the table in the README has them; a test compares. */
export const EXIT_CODES: readonly Fact[] = [
  ['0', 'Passed.'],
  ['1', 'Failed: a state, a second pass that changed something, a check; or the gate says reject.'],
  ['2', 'Usage or configuration; nothing was started.'],
  ['3', 'Could not find out: no engine, no image, a broken connection; or a result could not be kept.'],
  ['130', 'Interrupted; what was started is removed.'],
];

export const FILES: readonly Fact[] = [
  ['saltern.yml', 'The project: here or in a folder above.'],
  ['saltern.suite.yml, suites/*.yml', 'Suites: a formula with its states, pillar and checks.'],
  ['saltern.local.yml', 'What differs on this machine; not for git.'],
  ['gate.yml', 'What has to be proved before a channel moves.'],
  ['.saltern/', 'Runs, evidence, history, badges and pages of the project.'],
  ['~/.cache/saltern/', 'Git checkouts, Salt, disk images, for all projects; what Node compiled.'],
];

/** What saltern itself looks at; a test compares with its sources. Variables that a project file names are its own. */
export const ENVIRONMENT: readonly Fact[] = [
  ['SALTERN_CACHE', 'Folder for git checkouts, Salt and disk images. Default: ~/.cache/saltern.'],
  ['SALTERN_SNAPSHOT', 'Snapshot for new instances: an id, latest, last-good, a channel, or none.'],
  ['SALTERN_DRIVER, SALTERN_SALT, SALTERN_DESTROY, SALTERN_CONCURRENCY', 'As the options of these names, which win.'],
  ['SALTERN_OVERLAY', 'Another overlay besides saltern.local.yml.'],
  ['SALTERN_USER', 'Who runs it, for audit and sessions. Default: the name of the user.'],
  ['SALTERN_DEBUG', 'Not empty: causes and stacks of errors, as with --debug.'],
  ['SALTERN_INSTANCE, SALTERN_FORMULA, SALTERN_SUITE, SALTERN_PLATFORM', 'Set for hooks, as SALTERN_SNAPSHOT is.'],
  ['XDG_CACHE_HOME', 'In place of ~/.cache.'],
  ['HOME', 'Where configuration of Docker and caches are looked for.'],
  ['PATH', 'Where git, ssh, docker and QEMU are looked for.'],
  ['DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG', 'Which engine, as docker itself reads them.'],
  ['DOCKER_TLS, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH', 'How to talk to it.'],
  ['PIP_INDEX_URL, PIP_CONFIG_FILE, PIP_PROXY', 'Where pip finds Salt.'],
  ['HTTPS_PROXY, NODE_USE_ENV_PROXY', 'The proxy for what is fetched.'],
  ['GITHUB_ACTIONS, GITHUB_STEP_SUMMARY', 'In a workflow of GitHub: annotations, and the summary of the job.'],
  ['GITLAB_CI', 'In a job of GitLab: what happened on the way is a section of the log.'],
  ['SALTERN_SIGNING_KEY', 'The private key that signs results (PEM), or the path of its file; see saltern key create.'],
  ['NO_COLOR, FORCE_COLOR, COLORTERM, TERM, CI', 'Whether there are colours, and how lines are drawn.'],
];
