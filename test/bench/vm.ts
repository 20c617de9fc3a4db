import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLAIN_IMAGE } from '../../drivers/qemu/saved/prepared-store.ts';
import { loadDriver } from '../../drivers/index.ts';
import type { Prepared } from '../../src/contract/prepare.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import { saltProvisioner } from '../../src/provision/salt-provisioner.ts';
import { describeMachine } from '../support/describe-machine.ts';
import { examplePlan } from '../support/example-plan.ts';
import type { Testbed } from '../testbed/setup.ts';
import { median, round, type Bench, type Row, seconds } from './measure.ts';

/** How many machines at once, by the name of the rows. */
const COUNTS: Readonly<Record<string, number>> = { 'vm-warm': 1, 'vm-warm-2': 2, 'vm-warm-4': 4 };
const WARM_RUNS = 3;

export const VM_NAMES: readonly string[] = Object.keys(COUNTS);

/** Seconds from nothing to the first command that answers, and to Salt's first answer. */
interface Times {
  readonly ready: number;
  readonly salt: number;
}

/**
 * The image booted as it is, and the same image taken up from saved memory: until every machine has answered its first
 * command (`vm-ready…`), and until every machine's first `salt-call` has returned (`vm-warm…`), both through saltern. The
 * image holds Salt already, so nothing is installed on either side.
 */
export async function vmBench(testbed: Testbed, wanted: ReadonlySet<string>, bench: Bench): Promise<readonly Row[]> {
  const names = VM_NAMES.filter((name) => wanted.has(name));
  if (names.length === 0) return [];
  const directory = await mkdtemp(join(tmpdir(), 'saltern-vm-bench-'));
  try {
    const rig = await openRig(testbed, directory, bench);
    const rows: Row[] = [];
    for (const name of names) rows.push(...(await compare(rig, name, bench)));
    return rows;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type Rig = Awaited<ReturnType<typeof openRig>>;

async function openRig(testbed: Testbed, directory: string, { onRun }: Bench) {
  const formula = join(directory, 'first');
  await mkdir(join(formula, 'first'), { recursive: true });
  await writeFile(join(formula, 'first/init.sls'), 'first:\n  test.nop\n');
  const driver = await loadDriver('qemu');
  const context: DriverContext = {
    signal: new AbortController().signal,
    project: { name: 'bench', id: 'bench', directory },
    runId: 'bench',
    // Emulated, and four at once: whatever it takes is measured.
    timeoutMs: 3_600_000,
    now: () => Date.now(),
    environment: process.env,
    cacheDirectory: join(directory, 'cache'),
    progress: () => undefined,
    output: () => undefined,
  };
  const section = await describeMachine(testbed, 'el9');
  const [warm, cold] = [driver.configSchema.parse(section), driver.configSchema.parse({ ...section, warm: false })];
  const planOf = (name: string): InstancePlan =>
    examplePlan({
      name,
      trees: [{ name: 'first', path: join(formula, 'first'), root: formula }],
      states: { kind: 'states', states: ['first'] },
    });
  const plan = planOf('prepare');
  const stages = await saltProvisioner.stages(plan, { ...context, snapshotUrl: driver.snapshotUrl });
  let prepared: Prepared | undefined;
  const took = await seconds(async () => {
    prepared = await driver.prepare(plan, warm, stages, context);
  });
  onRun(`vm: image booted, prepared and saved once in ${took.toFixed(1)} s`);
  const saved = prepared;
  if (!saved) throw new RangeError('nothing was prepared');

  /** One machine from nothing to Salt's answer. */
  const one = async (name: string, config: unknown): Promise<Times> => {
    const own = planOf(name);
    const startedAt = performance.now();
    const since = (): number => (performance.now() - startedAt) / 1000;
    const from = config === warm ? saved : { ...saved, reference: PLAIN_IMAGE };
    const handle = await driver.create(own, config, from, context);
    try {
      await using connection = await driver.connect(handle, context);
      await connection.exec(['true']);
      const ready = since();
      await using session = await saltProvisioner.open(own, connection, context);
      const result = await session.apply({
        ...context,
        limitMs: { pass: context.timeoutMs, state: context.timeoutMs },
        state: () => undefined,
      });
      if (result.outcome !== 'pass') throw new Error(`${name}: ${JSON.stringify(result.problems)}`);
      return { ready, salt: since() };
    } finally {
      await driver.destroy(handle, context);
    }
  };

  /** Several at once; the slowest counts. */
  const several = async (count: number, kind: 'warm' | 'cold'): Promise<Times> => {
    const all = await Promise.all(
      Array.from({ length: count }, (_, index) => one(`${kind}-${index + 1}`, kind === 'warm' ? warm : cold)),
    );
    return { ready: Math.max(...all.map((times) => times.ready)), salt: Math.max(...all.map((times) => times.salt)) };
  };
  return { several };
}

async function compare({ several }: Rig, name: string, { onRun, idle }: Bench): Promise<readonly Row[]> {
  const count = COUNTS[name] ?? 1;
  const before = await idle();
  const cold = await several(count, 'cold');
  onRun(`${name}  cold  ready ${cold.ready.toFixed(1)} s  salt ${cold.salt.toFixed(1)} s`);
  const warm: Times[] = [];
  for (let run = 1; run <= WARM_RUNS; run += 1) {
    const times = await several(count, 'warm');
    warm.push(times);
    onRun(`${name}  warm ${run}/${WARM_RUNS}  ready ${times.ready.toFixed(2)} s  salt ${times.salt.toFixed(2)} s`);
  }
  const after = await idle();
  const row = (title: string, of: (times: Times) => number): Row => {
    const ours = median(warm.map(of));
    // Cold over warm, unlike the other rows: how many times faster.
    const ratios = warm.map((times) => of(cold) / of(times));
    return {
      name: title,
      floor_s: round(of(cold)),
      saltern_s: round(ours),
      ratio: round(of(cold) / ours),
      ratio_low: round(Math.min(...ratios)),
      ratio_high: round(Math.max(...ratios)),
      runs: WARM_RUNS,
      busy_runs: before.isBusy || after.isBusy ? WARM_RUNS : 0,
      load: round(Math.max(before.load, after.load)),
    };
  };
  return [row(name, ({ salt }) => salt), row(name.replace('warm', 'ready'), ({ ready }) => ready)];
}
