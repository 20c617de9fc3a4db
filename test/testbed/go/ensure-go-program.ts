import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { contentKey, makeDirectory, removeAborted } from '../host/cache.ts';
import { hasCommand, run } from '../host/command.ts';
import { ensurePrograms } from '../host/ensure-programs.ts';
import { withLock } from '../host/lock.ts';
import type { Steps } from '../host/steps.ts';
import { TestbedError } from '../host/testbed-error.ts';

/** A program that Debian does not have, of the Go module proxy. */
export interface GoProgram {
  /** What `go install` takes, at an exact version: the program has the name of its last folder. */
  readonly module: string;
  /** For people: `mailpit, a mail server for tests`. */
  readonly title: string;
}

export interface GoContext {
  readonly steps: Steps;
  readonly cacheDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** What the `go.mod` of those that we build asks for at most. */
const LEAST_GO = [1, 25, 0] as const;
/** Where Go is older, as Debian 12's 1.19 is: the module proxy has Go itself as a module. */
const TOOLCHAIN = 'golang.org/toolchain@v0.0.1-go1.27.3';

/** Path of the program in the cache; built there the first time, within two minutes. Throws `TestbedError` with a hint. */
export async function ensureGoProgram(program: GoProgram, context: GoContext): Promise<string> {
  const [path = ''] = await ensureGoPrograms([program], context);
  return path;
}

/**
 * Paths of the programs in the cache, in their order. What is missing is built, within three minutes for all: one after
 * the other from one cache of Go, for Go's own library is half of the work. Throws `TestbedError` with a hint.
 */
export async function ensureGoPrograms(programs: readonly GoProgram[], context: GoContext): Promise<readonly string[]> {
  const { steps, cacheDirectory, environment } = context;
  const places = programs.map((program) => placeOf(program, cacheDirectory));
  if ((await findMissing(places)).length > 0) {
    // Another Go than Debian's does as well.
    if (!(await hasCommand('go', environment['PATH'] ?? ''))) await ensurePrograms(['go'], context);
    const directory = join(cacheDirectory, 'go');
    const onWait = (pid: number): void => steps.note(`process ${pid} is building programs of Go; waiting for it`);
    await withLock(join(directory, 'build.lock'), onWait, async () => {
      const work = join(directory, '.work');
      await removeAborted(directory);
      await mkdir(work);
      for (const place of await findMissing(places)) {
        await removeAborted(dirname(place.target));
        await steps.step(place.title, () => makeDirectory(place.target, (aside) => build(aside, work, place)));
      }
      await rm(work, { recursive: true });
    });
  }
  return places.map(({ target, name }) => join(target, name));
}

/** Where a program is, or will be. */
interface Place extends GoProgram {
  readonly name: string;
  readonly target: string;
}

function placeOf(program: GoProgram, cacheDirectory: string): Place {
  const name = basename(program.module.split('@')[0] ?? '');
  return { ...program, name, target: join(cacheDirectory, name, contentKey([program.module])) };
}

async function findMissing(places: readonly Place[]): Promise<readonly Place[]> {
  const isThere = ({ target }: Place): Promise<boolean> =>
    readdir(target).then(
      () => true,
      () => false,
    );
  const present = await Promise.all(places.map(isThere));
  return places.filter((_, index) => !present[index]);
}

async function build(aside: string, work: string, { module, name }: Place): Promise<void> {
  // All that it fetches and makes lies there and can be removed: Go's own cache is read-only.
  const env = {
    GOPATH: join(work, 'path'),
    GOCACHE: join(work, 'cache'),
    GOFLAGS: '-modcacherw',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
  };
  const hint = 'Is the Go module proxy of this machine reachable?';
  const go = await findGo(work, env, hint);
  // Starts go: of this machine, or one that was fetched.
  await run([go, 'install', module], { cwd: work, env, hint });
  await rename(join(work, 'path/bin', name), join(aside, name));
}

/** The Go of this machine where it is new enough, else one that it fetches. */
async function findGo(work: string, env: Record<string, string>, hint: string): Promise<string> {
  const [version = '', arch = ''] = (await run(['go', 'env', 'GOVERSION', 'GOARCH'], { cwd: work, env })).split('\n');
  if (isEnough(version)) return 'go';
  const module = `${TOOLCHAIN}.linux-${arch}`;
  const answer = await run(['go', 'mod', 'download', '-json', module], { cwd: work, env, hint });
  const { Dir: root } = z.object({ Dir: z.string() }).parse(JSON.parse(answer));
  const folders = ['bin', `pkg/tool/linux_${arch}`];
  for (const folder of folders) {
    // A module holds no programs: newer versions of Go know that this one does.
    const names = await readdir(join(root, folder));
    await Promise.all(names.map((each) => chmod(join(root, folder, each), 0o755)));
  }
  return `${root}/bin/go`;
}

function isEnough(version: string): boolean {
  const numbers = /^go(\d+)\.(\d+)(?:\.(\d+))?/
    .exec(version)
    ?.slice(1)
    .map((text) => Number(text ?? 0));
  if (numbers === undefined)
    throw new TestbedError(`'go' says that it is of version '${version}'`, 'Which Go is that?');
  const at = LEAST_GO.findIndex((least, index) => numbers[index] !== least);
  return at === -1 || (numbers[at] ?? 0) > (LEAST_GO[at] ?? 0);
}
