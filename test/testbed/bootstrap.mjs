// Runs a TypeScript file of this project from a bare clone: fetches a new enough Node and the
// dependencies first where they are missing. Plain JavaScript for Node 20, nothing but `node:` modules.
//
//   node test/testbed/bootstrap.mjs SCRIPT.ts [args…]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXIT_NO_SETUP = 3;
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
// The same that packages for people carry.
const {
  engines,
  config: { node: WANTED_NODE },
} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const OLDEST_NODE = engines.node.replace('>=', '').split('.').map(Number);

function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

function stop(message, hint) {
  process.stderr.write(`${message}\n  hint: ${hint}\n`);
  process.exit(EXIT_NO_SETUP);
}

/** Runs npm with its output held back: the user sees one line, or what npm complained of. */
function npm(title, args, options = {}) {
  const started = performance.now();
  const path = [options.nodeDirectory, process.env.PATH].filter(Boolean).join(delimiter);
  const result = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
    maxBuffer: 64 * 1024 * 1024,
  });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`;
  if (result.status !== 0 && options.retry?.(output)) return;
  if (result.status !== 0) {
    const lines = output.split('\n').filter((line) => /\S/.test(line.replace('npm error', '')));
    const told = lines.filter((line) => !/warn Unknown .*config/i.test(line)).slice(0, 12);
    process.stderr.write(told.map((line) => `  ${line}\n`).join(''));
    const why = result.error ? result.error.message : `npm ended with ${result.status ?? result.signal}`;
    stop(`set-up: ${title} failed: ${why}`, 'Is the npm registry reachable, and is there disk space? Then call again.');
  }
  process.stderr.write(`set-up: ${title} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
}

function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const own = join(root, '.tools/node_modules/node/bin/node');
  const runs = () => {
    if (!existsSync(own)) return false;
    // Starts node: the one that was fetched here.
    const { status, stdout } = spawnSync(own, ['--version'], { encoding: 'utf8' });
    return status === 0 && isNewEnough(stdout);
  };
  if (runs()) return own;
  mkdirSync(join(root, '.tools'), { recursive: true });
  const args = ['install', '--prefix', '.tools', '--no-save', '--no-package-lock', `node@${WANTED_NODE}`];
  npm(`Node ${WANTED_NODE}, because this one is ${process.version}`, args);
  if (!runs()) stop(`set-up: '${own}' does not run`, `Install Node ${OLDEST_NODE.join('.')} or later by hand.`);
  return own;
}

/** Whether npm's own record in node_modules holds every package that the lock file names. */
function isInstalled(lockText) {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages ?? {};
  const wanted = Object.entries(JSON.parse(lockText).packages ?? {}).filter(([path]) => path !== '');
  return wanted.every(([path, entry]) => entry.optional || present[path]?.version === entry.version);
}

function installDependencies(nodeDirectory) {
  // A registry that lacks the builds of a package for rare platforms leaves them out of the lock file, and `npm ci`
  // refuses that. `npm install` takes the same versions from the lock; --no-save keeps its hands off the file.
  const retry = (output) => {
    if (!/Missing: .* from lock file/.test(output)) return false;
    npm('dependencies', ['install', '--no-save'], { nodeDirectory });
    return true;
  };
  npm('dependencies', ['ci'], { nodeDirectory, retry });
}

function ensureDependencies(node) {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const key = createHash('sha256').update(lockText).digest('hex');
  const stamp = join(root, 'node_modules/.saltern-stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  if (!isInstalled(lockText)) installDependencies(dirname(node));
  writeFileSync(stamp, key);
}

function run(node, argv) {
  const bin = join(root, 'node_modules/.bin');
  const path = [dirname(node), bin, process.env.PATH].filter(Boolean).join(delimiter);
  // Starts node: this one, or the one that was fetched.
  const child = spawn(node, argv, { stdio: 'inherit', env: { ...process.env, PATH: path } });
  // A terminal sends Ctrl-C to the whole process group: passing it on as well would count as a second one.
  const forward = (signal) => {
    if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal);
  };
  process.on('SIGINT', forward);
  process.on('SIGTERM', forward);
  child.on('error', (error) => stop(`'${node}' did not start: ${error.message}`, 'Remove .tools and call again.'));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

const argv = process.argv.slice(2);
if (argv.length === 0) {
  process.stderr.write('usage: node test/testbed/bootstrap.mjs SCRIPT.ts [args…]\n');
  process.exit(2);
}
const node = findNode();
ensureDependencies(node);
run(node, argv);
