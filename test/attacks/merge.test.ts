import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/contract/evidence.ts';
import { signEvidence } from '../../src/signing/sign-evidence.ts';
import { keyPair } from '../support/key-pair.ts';
import { forge, inShard, shardedScene, type ShardedScene } from '../support/sharded-scene.ts';

const RECORD = 'runs/*/run.json';
const EVENTS = 'runs/*/events.ndjson';
const STORY = 'runs/*/story.json';
const ALL = [RECORD, EVENTS, STORY];
const BAD = 'demo-bad-here';

let scene: ShardedScene;
beforeAll(async () => {
  scene = await shardedScene();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

/** Merges the shards of a copy into a folder of its own, once somebody has spoilt them. */
async function mergeSpoilt(spoil: (folder: string) => void, folders = ['s1', 's2', 's3']) {
  const copy = scene.copy();
  const folder = join(scene.directory, copy);
  spoil(folder);
  const heard = await scene.saltern(['merge', ...folders.map((one) => `${copy}/${one}`), '--output', `${copy}/out`]);
  return { ...heard, folder, isWritten: existsSync(join(folder, 'out')) };
}

/** Of a result, what is forged. */
interface Forged {
  readonly name: string;
  outcome: string;
  steps: unknown;
  log: string;
  evidence?: { outcome: string };
}

interface ForgedEvent {
  readonly type: string;
  instances: Forged[];
  readonly result: { instances: Forged[] };
}

interface ForgedFile {
  instances: Forged[];
  end?: unknown;
}

/** The whole result of the instance that fails, in the event of its end and in that of the run. */
function parseEvents(folder: string): { readonly file: string; readonly events: readonly ForgedEvent[] } {
  const file = inShard(join(folder, 's1'), EVENTS);
  return {
    file,
    events: readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}

function forgeResult(folder: string, change: (result: Forged) => void): void {
  const { file, events } = parseEvents(folder);
  for (const event of events) {
    if (event.type !== 'run-finished') continue;
    for (const result of event.result.instances) if (result.name === BAD) change(result);
  }
  writeFileSync(file, `${events.map((event) => JSON.stringify(event)).join('\n')}\n`);
}

function forgeJson(file: string, change: (value: ForgedFile) => void): void {
  const value: ForgedFile = JSON.parse(readFileSync(file, 'utf8'));
  change(value);
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

function forgeOutcomes(folder: string): void {
  forgeResult(folder, (result) => (result.outcome = 'pass'));
  for (const file of [RECORD, STORY])
    forgeJson(inShard(join(folder, 's1'), file), (value) => {
      for (const one of value.instances) if (one.name === BAD) one.outcome = 'pass';
    });
}

it('the shards as they are make one run, which fails', async () => {
  const { code, stdout, stderr } = await mergeSpoilt(() => undefined);

  expect(code, stderr).toBe(1);
  expect(stdout).toContain('4 passed, 1 failed');
});

describe('a failure is not hidden', () => {
  it.each<[string, (folder: string) => void, string]>([
    [
      'by leaving its shard out',
      (folder) => rmSync(join(folder, 's1'), { recursive: true }),
      "s1' cannot be looked into: it is not there",
    ],
    ['by a shard without a run', (folder) => rmSync(join(folder, 's1/runs'), { recursive: true }), "s1' holds no run"],
    [
      'by another shard in its place',
      (folder) => {
        rmSync(join(folder, 's1'), { recursive: true });
        cpSync(join(folder, 's2'), join(folder, 's1'), { recursive: true });
      },
      'shard 1/3 is missing',
    ],
    [
      'by writing another number on another shard',
      (folder) => {
        rmSync(join(folder, 's1'), { recursive: true });
        cpSync(join(folder, 's2'), join(folder, 's1'), { recursive: true });
        forge(join(folder, 's1'), ALL, [[/"index": ?2/g, '"index":1']]);
      },
      'is in more than one',
    ],
    [
      'by a newer run of another shard in the same folder',
      (folder) => cpSync(join(folder, 's3/runs'), join(folder, 's1/runs'), { recursive: true }),
      'shard 1/3 is missing',
    ],
    [
      'by taking it out of the list of its shard, in all files',
      (folder) => {
        const isOther = ({ name }: { name: string }) => name !== BAD;
        for (const file of [RECORD, STORY])
          forgeJson(inShard(join(folder, 's1'), file), (value) => (value.instances = value.instances.filter(isOther)));
        const { file, events } = parseEvents(folder);
        for (const event of events) {
          if (event.type === 'run-started') event.instances = event.instances.filter(isOther);
          if (event.type === 'run-finished') event.result.instances = event.result.instances.filter(isOther);
        }
        writeFileSync(file, `${events.map((event) => JSON.stringify(event)).join('\n')}\n`);
      },
      'something was taken out, or put in',
    ],
    [
      'by changing its record',
      (folder) => forge(join(folder, 's1'), [RECORD], [['"fail"', '"pass"']]),
      `its files tell different things of '${BAD}': pass, and fail`,
    ],
    [
      'by changing its events',
      (folder) => forgeResult(folder, (result) => (result.outcome = 'pass')),
      `its files tell different things of '${BAD}': fail, and pass`,
    ],
    ['by changing all but the evidence', forgeOutcomes, `about '${BAD}': its events say pass, its evidence fail`],
    [
      'by changing all but the digest of the evidence',
      (folder) => {
        forgeOutcomes(folder);
        forgeResult(folder, ({ evidence }) => {
          if (evidence) evidence.outcome = 'pass';
        });
        forge(join(folder, 's1'), [`evidence/none/${BAD}/*.json`], [['"outcome": "fail"', '"outcome": "pass"']]);
      },
      'was changed since it was kept',
    ],
    [
      'by taking the evidence away from what is said to have passed',
      (folder) => {
        forgeOutcomes(folder);
        forgeResult(folder, (result) => delete result.evidence);
      },
      'it passed, and there is no evidence of it',
    ],
    [
      'by removing the file of its evidence',
      (folder) => rmSync(join(folder, 's1/evidence'), { recursive: true }),
      `the result of '${BAD}' in`,
    ],
    [
      'by the evidence of another instance under its name',
      (folder) => {
        const from = inShard(join(folder, 's1'), 'evidence/none/demo-e-here/*.json');
        cpSync(from, inShard(join(folder, 's1'), `evidence/none/${BAD}/*.json`));
      },
      'was changed since it was kept',
    ],
    [
      'by a second record of the same run beside it',
      (folder) => {
        const from = inShard(join(folder, 's1'), `evidence/none/${BAD}/*.json`);
        cpSync(from, from.replace('000001-', '000002-'));
      },
      'was changed since it was kept',
    ],
  ])('%s', async (_, spoil, reason) => {
    const { code, stdout, stderr, isWritten } = await mergeSpoilt(spoil);

    expect(stderr).toContain(reason);
    expect(stdout).toBe('');
    expect(code).toBe(3);
    expect(isWritten).toBe(false);
  });
});

it('a failure is not hidden by another result where they were merged before', async () => {
  const { folder } = await mergeSpoilt(() => undefined);
  const copy = basename(folder);
  const merge = ['merge', `${copy}/s1`, `${copy}/s2`, `${copy}/s3`, '--output', `${copy}/out`];
  forge(join(folder, 'out'), ALL, [[/"outcome": ?"fail"/g, '"outcome":"pass"']]);

  const { code, stdout } = await scene.saltern(merge);

  expect(stdout).toContain('4 passed, 1 failed');
  expect(code).toBe(1);
});

describe('nothing that does not belong together is merged', () => {
  it.each<[string, (folder: string) => void, string]>([
    [
      'a shard of another project',
      (folder) => forge(join(folder, 's2'), ALL, [[/"project": ?"fleet"/g, '"project":"other"']]),
      "is of the project 'other', and this one is 'fleet'",
    ],
    [
      'a shard of another count',
      (folder) => forge(join(folder, 's2'), ALL, [[/"count": ?3/g, '"count":4']]),
      'they are parts of different wholes',
    ],
    [
      'a shard that was cut by other durations',
      (folder) => forge(join(folder, 's2'), ALL, [[/sha256:[0-9a-f]{64}(?=",\s*"project")/g, 'sha256:other']]),
      'were cut differently: from other instances, or by other durations',
    ],
    [
      'a shard whose files tell different numbers',
      (folder) => forge(join(folder, 's2'), [STORY], [[/"index": ?2/g, '"index":1']]),
      'its files tell different things of its shard',
    ],
    [
      'files of different runs',
      (folder) => cpSync(inShard(join(folder, 's1'), STORY), inShard(join(folder, 's2'), STORY)),
      'its files are of different runs',
    ],
    [
      'an instance that the project does not have',
      (folder) => forge(join(folder, 's2'), ALL, [['demo-c-here', 'demo-x-here']]),
      "has 'demo-x-here', which the project here does not have",
    ],
  ])('%s', async (_, spoil, reason) => {
    const { code, stderr, isWritten } = await mergeSpoilt(spoil);

    expect(stderr).toContain(reason);
    expect(code).toBe(3);
    expect(isWritten).toBe(false);
  });

  it('a shard twice, and a run that is no shard', async () => {
    const whole = join(scene.directory, '.saltern');
    await scene.saltern(['test', 'demo-e-here']);

    const twice = await mergeSpoilt(
      (folder) => cpSync(join(folder, 's1'), join(folder, 's4'), { recursive: true }),
      ['s1', 's2', 's3', 's4'],
    );
    const foreign = await mergeSpoilt(
      (folder) => cpSync(whole, join(folder, 's4'), { recursive: true }),
      ['s1', 's2', 's3', 's4'],
    );

    rmSync(whole, { recursive: true });
    expect(twice.stderr).toMatch(/s1\/runs\/\S+' is shard 1\/3, and so is '\S+s4\/runs/);
    expect(foreign.stderr).toContain('it is the run of a whole, not of a shard');
    expect([twice.code, foreign.code]).toEqual([3, 3]);
  });

  it('the same folder named twice is one', async () => {
    const { code } = await mergeSpoilt(() => undefined, ['s1', 's2', 's3', 's1', '.']);

    expect(code).toBe(1);
  });
});

describe('what is damaged is named, and stops nothing else', () => {
  it.each<[string, (folder: string) => void, string]>([
    [
      'events that were cut',
      (folder) => {
        const file = inShard(join(folder, 's2'), EVENTS);
        writeFileSync(file, readFileSync(file, 'utf8').slice(0, -200));
      },
      'it did not come to its end: it was killed, or is under way',
    ],
    [
      'a line of events that is none',
      (folder) => {
        const file = inShard(join(folder, 's2'), EVENTS);
        writeFileSync(file, `{}\n${readFileSync(file, 'utf8')}`);
      },
      'line 1 of its events is damaged',
    ],
    [
      'a run that was killed',
      (folder) => forgeJson(inShard(join(folder, 's2'), RECORD), (record) => delete record.end),
      'it did not come to its end',
    ],
    [
      'a result of another form',
      (folder) => forgeResult(folder, (result) => (result.steps = [{ do: 'verify' }])),
      'a result in its events is damaged: steps.0',
    ],
    [
      'a result that is nested too deep',
      (folder) => {
        const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
        const file = inShard(join(folder, 's1'), EVENTS);
        const text = readFileSync(file, 'utf8');
        writeFileSync(
          file,
          text.replaceAll('"expected":0', () => `"expected":${deep}`),
        );
      },
      'a result in its events is nested too deep',
    ],
    [
      'a record that is no record',
      (folder) => writeFileSync(inShard(join(folder, 's2'), RECORD), '{"version":1}'),
      "its 'run.json' is damaged",
    ],
    [
      'a story that is no JSON',
      (folder) => writeFileSync(inShard(join(folder, 's2'), STORY), 'once upon a time'),
      "its 'story.json' is damaged: it is not whole JSON",
    ],
    [
      'events that are missing',
      (folder) => rmSync(inShard(join(folder, 's2'), EVENTS)),
      "its 'events.ndjson' cannot be read: it is not there",
    ],
    [
      'events without end',
      (folder) => truncateSync(inShard(join(folder, 's2'), EVENTS), 2 ** 30),
      "its 'events.ndjson' cannot be read: it is larger than the 512.0 MiB",
    ],
    [
      'a record that is a FIFO',
      (folder) => {
        const file = inShard(join(folder, 's2'), RECORD);
        rmSync(file);
        execFileSync('mkfifo', [file]);
      },
      "its 'run.json' cannot be read: it is a FIFO, not a file",
    ],
    [
      'a record that is a link',
      (folder) => {
        const file = inShard(join(folder, 's2'), RECORD);
        renameSync(file, `${file}.aside`);
        symlinkSync(`${file}.aside`, file);
      },
      "its 'run.json' is a link",
    ],
    [
      'a run whose folder is a link',
      (folder) => {
        const run = dirname(inShard(join(folder, 's2'), RECORD));
        renameSync(run, join(folder, 'elsewhere'));
        symlinkSync(join(folder, 'elsewhere'), run);
      },
      'its folder is a link',
    ],
  ])('%s', async (_, spoil, reason) => {
    const { code, stderr, isWritten } = await mergeSpoilt(spoil);

    expect(stderr).toContain(reason);
    expect(stderr).not.toContain('it is a defect of saltern');
    expect(code).toBe(3);
    expect(isWritten).toBe(false);
  });
});

describe('files of shards lead nowhere else', () => {
  it('a log that is a link is left out, and told', async () => {
    const { code, stderr, folder } = await mergeSpoilt((there) => {
      const log = inShard(join(there, 's1'), `runs/*/log/${BAD}.log`);
      rmSync(log);
      symlinkSync('/etc/passwd', log);
    });

    expect(code).toBe(1);
    expect(stderr).toContain(`log/${BAD}.log' of`);
    expect(stderr).toContain('was left out: it is no plain file');
    expect(globSync(`out/runs/*/log/${BAD}.log`, { cwd: folder })).toEqual([]);
  });

  it('logs whose folder is a link are left out', async () => {
    const { code, stderr } = await mergeSpoilt((there) => {
      const log = dirname(inShard(join(there, 's1'), `runs/*/log/${BAD}.log`));
      renameSync(log, join(there, 'elsewhere'));
      symlinkSync(join(there, 'elsewhere'), log);
    });

    expect(code).toBe(1);
    expect(stderr).toContain('was left out: its folder is a link');
  });

  it('a log that is said to be somewhere else is not read there', async () => {
    const { code, stderr, folder } = await mergeSpoilt((there) => {
      forgeResult(there, (result) => (result.log = '/etc/passwd'));
    });

    expect(code).toBe(1);
    expect(stderr).toContain('was left out: it is not in the folder of its run');
    expect(globSync('out/**/passwd', { cwd: folder })).toEqual([]);
  });
});

describe('evidence of another snapshot', () => {
  it('is not slipped in, under its own id or under that of the others', async () => {
    await using other = await shardedScene({ packages: [{ name: 'tree', version: '1.0' }] });
    const change = [[/sha256:[0-9a-f]{64}(?="\s*\},?\s*"(formulaDigest|startedAt))/g, 'sha256:0']] as const;

    const good = await other.saltern(['merge', 's1', 's2', 's3', '--output', 'good']);
    forge(join(other.directory, 's2'), [EVENTS], change);
    const hidden = await other.saltern(['merge', 's1', 's2', 's3', '--output', 'bad']);
    forge(join(other.directory, 's2'), [STORY], change);
    const open = await other.saltern(['merge', 's1', 's2', 's3', '--output', 'bad']);

    expect(good.code, good.stderr).toBe(1);
    expect(hidden.stderr).toContain('the evidence is of another snapshot');
    expect(open.stderr).toMatch(
      /'s1\S+' ran on the snapshot \S+ \(sha256:\w+\), 's2\S+' ran on .*: their content differs/,
    );
    expect([hidden.code, open.code]).toEqual([3, 3]);
  });
});

describe('shards of different commits', () => {
  it.each<[string, (text: string) => string, RegExp]>([
    [
      'whose suites differ',
      (text) => text.replace('exit-status: 0', 'exit-status: 3'),
      /are of different commits or settings: their plans differ/u,
    ],
    [
      'whose platforms differ',
      (text) => text.replace('exec: host', 'exec: host\n      delays: { create: 1 }'),
      /their plans differ/u,
    ],
  ])('are not merged, though all names are the same: %s', async (_what, change, told) => {
    await using other = await shardedScene({
      before(index, { read, write }) {
        if (index !== 2) return;
        const text = read('saltern.yml');
        write('saltern.yml', change(text));
        expect(read('saltern.yml')).not.toBe(text);
      },
    });

    const { code, stderr } = await other.saltern(['merge', 's1', 's2', 's3', '--output', 'out']);

    expect(stderr).toMatch(/'s1\S+' is shard 1\/3 and 's2\S+' is shard 2\/3/u);
    expect(stderr).toMatch(told);
    expect(code).toBe(3);
  });
});

describe('where the policy says who may sign', () => {
  const [ci, stranger] = [keyPair(), keyPair()];
  const policy = "keys: { ci: ci.pub }\nchannels: { stable: { require: [{ suites: '*', platforms: '*' }] } }\n";
  const options = { policy, files: { 'ci.pub': ci.publicKey }, packages: [{ name: 'tree' }] };
  let signed: ShardedScene;
  beforeAll(async () => {
    signed = await shardedScene({ ...options, environment: { SALTERN_SIGNING_KEY: ci.privateKey } });
  });
  afterAll(() => signed[Symbol.asyncDispose]());

  /** All files of a shard alike, as somebody does who knows how they hang together. */
  function rewrite(folder: string, change: (evidence: Evidence) => Evidence): void {
    const shard = join(folder, 's1');
    const record = inShard(shard, `evidence/2*/${BAD}/*.json`);
    const kept: Evidence & { readonly number: number } = JSON.parse(readFileSync(record, 'utf8'));
    const { number, ...before } = kept;
    const after = change({ ...before, outcome: 'pass', reasons: [] });
    writeFileSync(record, `${JSON.stringify({ ...after, number }, undefined, 2)}\n`);
    forgeOutcomes(folder);
    forgeResult(folder, (result) => (result.evidence = after));
    const digest = `sha256:${hash('sha256', readFileSync(record))}`;
    forgeJson(inShard(shard, STORY), (story) => {
      for (const one of story.instances) if (one.name === BAD) one.evidence = digest as never;
    });
  }

  it.each<[string, (evidence: Evidence) => Evidence, RegExp]>([
    ['and its signature kept', (evidence) => evidence, /the signature of 'ci' is not of this/u],
    ['and its signature taken away', ({ signature: _signature, ...evidence }) => evidence, /nobody has signed it/u],
    [
      'and signed by a stranger',
      (evidence) => signEvidence(evidence, stranger.signer),
      /a key that the policy does not know/u,
    ],
  ])('a shard that was rewritten as a whole is noticed: %s', async (_what, change, told) => {
    const copy = signed.copy();
    rewrite(join(signed.directory, copy), change);

    const folders = ['s1', 's2', 's3'].map((one) => `${copy}/${one}`);
    const { code, stderr } = await signed.saltern(['merge', ...folders, '--output', `${copy}/out`]);

    expect(stderr).toMatch(new RegExp(`the result of '${BAD}' in '\\S+' counts for nothing: .*${told.source}`, 'u'));
    expect(code).toBe(3);
  });

  it('what is signed is merged with its signatures, which the gate knows again', async () => {
    const { code, stderr } = await signed.saltern(['merge', 's1', 's2', 's3']);
    const checked = await signed.saltern(['gate', 'check', '--json']);

    expect(code, stderr).toBe(1);
    const { requirements } = JSON.parse(checked.stdout) as { readonly requirements: readonly { kind: string }[] };
    expect(requirements.map(({ kind }) => kind).toSorted()).toEqual(['fail', 'pass', 'pass', 'pass', 'pass']);
  });

  it('what nobody signed is not merged', async () => {
    await using bare = await shardedScene(options);

    const { code, stderr } = await bare.saltern(['merge', 's1', 's2', 's3']);

    expect(stderr).toMatch(/counts for nothing: nobody has signed it; the policy trusts 'ci'/u);
    expect(code).toBe(3);
  });
});
