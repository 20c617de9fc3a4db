import { createServer, type Server } from 'node:net';
import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json/json.ts';
import { SalternError } from '../../src/contract/errors.ts';
import type { CheckResult } from '../../src/contract/result.ts';
import { gossVerifier } from '../../src/verify/goss/goss-verifier.ts';
import { parseReply } from '../../src/verify/goss/probe/parse-records.ts';
import { hereConnection } from '../support/checks-here.ts';
import { examplePlan } from '../support/example-plan.ts';
import { sealReply } from '../support/frame-reply.ts';

/** Mutations of each kind, and the seed that they are drawn from: the same in each run, and another by hand. */
const RUNS = 25;
const SEED = 1;

/** What a guest with one of everything says, whatever this machine has. */
const PROGRAMS = {
  systemctl: 'case $1 in is-active) echo active ;; is-enabled) echo enabled ;; esac',
  rpm: String.raw`printf 'demo\t\t1.0\t1\tnoarch\n'`,
  'dpkg-query': String.raw`printf 'install ok installed\tdemo\tall\t1.0-1\n'`,
  apk: 'echo demo-1.0-r1',
  pacman: 'echo demo 1.0-1',
};

const NO_CONNECTION = hereConnection({});

let server: Server;
let checks: JsonObject;
let recorded: Reply;

interface Reply {
  readonly nonce: string;
  /** The records with their marks, as they were before `base64`. */
  readonly body: Buffer;
}

beforeAll(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  checks = falseChecks(typeof address === 'object' && address ? address.port : 0);
  recorded = await record();
});

afterAll(() => server.close());

/** Every one of these is false of the guest; some of them by what is not there. */
function falseChecks(port: number): JsonObject {
  return {
    package: { demo: { installed: false } },
    service: { demo: { running: false, enabled: { not: true } } },
    file: {
      '/etc/passwd': { exists: false },
      '/etc/group': {
        exists: { not: true },
        size: 0,
        contents: ['!root'],
        owner: { not: 'root' },
        mode: { not: '0644' },
      },
      '/etc/': { exists: { not: true } },
      '/bin/sh': {
        exists: { not: true },
        'linked-to': { not: 'dash' },
        md5: '0',
        sha256: { not: { 'match-regexp': '.' } },
      },
    },
    port: { [port]: { listening: false }, [`tcp:${port}`]: { listening: { not: true } } },
    user: { root: { exists: false }, daemon: { exists: { not: true }, uid: { not: 1 } } },
    group: { root: { exists: false }, daemon: { exists: { not: true } } },
    command: {
      'echo bad; echo worse >&2': { 'exit-status': { not: 0 }, stdout: '', stderr: '' },
      'echo one; exit 3': { 'exit-status': 0, stdout: ['!one'] },
      'seq 1 500': { 'exit-status': { not: { lt: 5 } }, stdout: { not: { 'contain-substring': '7' } } },
    },
  };
}

async function record(): Promise<Reply> {
  let reply: Reply | undefined;
  const results = await judge(
    hereConnection({
      programs: PROGRAMS,
      change: (result, script) => {
        const nonce = nonceOf(script);
        const text = result.stdout.split(`=${nonce}`)[1] ?? '';
        reply ??= { nonce, body: Buffer.from(text, 'base64') };
        return result;
      },
    }),
  );
  expect(results.filter(({ outcome }) => outcome === 'pass' || outcome === 'error')).toEqual([]);
  if (!reply) throw new Error('the probe was not asked');
  return reply;
}

function nonceOf(script: string): string {
  return /^N=([0-9a-f]{32})$/m.exec(script)?.[1] ?? '';
}

async function judge(connection: ReturnType<typeof hereConnection>): Promise<readonly CheckResult[]> {
  const plan = examplePlan({ name: 'damaged' });
  const config = { documents: [{ resources: checks, file: 'goss.yml', places: {} }] };
  return gossVerifier.verify(
    config,
    { plan, connection },
    { signal: AbortSignal.timeout(60_000), output: () => undefined },
  );
}

/** Judges the recorded reply as `damage` leaves it; `refused` when it is not taken for one. */
async function judgeDamaged(damage: (reply: Reply) => string): Promise<readonly string[] | 'refused'> {
  const connection = {
    ...NO_CONNECTION,
    exec: (_argv: readonly string[], { stdin }: { stdin?: unknown } = {}) => {
      const nonce = nonceOf(String(stdin));
      const body = Buffer.from(recorded.body.toString('latin1').replaceAll(recorded.nonce, nonce), 'latin1');
      return Promise.resolve({ code: 0, stdout: damage({ nonce, body }), stderr: '', timedOut: false, durationMs: 1 });
    },
  };
  try {
    return (await judge(connection)).flatMap(({ outcome, type, id, property }) =>
      outcome === 'pass' ? [`${type} ${id} ${property}`] : [],
    );
  } catch (error) {
    if (error instanceof SalternError && error.code === 'VERIFY_TROUBLE') return 'refused';
    throw error;
  }
}

type Place = (count: number) => number;

/** The reply's text, damaged; `pick(n)` gives a whole number below n. */
const KINDS: readonly (readonly [kind: string, damage: (text: string, pick: Place, nonce: string) => string])[] = [
  ['whole lines lost', (text, pick) => changeLines(text, (lines) => lines.toSpliced(pick(lines.length), 1 + pick(5)))],
  [
    'two lines swapped',
    (text, pick) => changeLines(text, (lines) => swap(lines, pick(lines.length), pick(lines.length))),
  ],
  ['a line doubled', (text, pick) => changeLines(text, (lines) => double(lines, pick(lines.length)))],
  ['one character changed', (text, pick) => splice(text, pick(text.length), 1, 'ABCabc019+/='.charAt(pick(12)))],
  ['one bit flipped', (text, pick) => flip(text, pick(text.length), pick(7))],
  ['one to three characters lost', (text, pick) => splice(text, pick(text.length), 1 + pick(3), '')],
  ['a run lost', (text, pick) => splice(text, pick(text.length), 1 + pick(400), '')],
  ['four characters lost', (text, pick) => splice(text, pick(text.length), 4, '')],
  ['noise put in', (text, pick) => splice(text, pick(text.length), 0, randomBytes(pick(9)).toString('base64'))],
  ['a word of a shell put in', (text, pick) => splice(text, pick(text.length), 0, 'sh: bad substitution\n')],
  ['a run of NULs', (text, pick) => splice(text, pick(text.length), 20, '\0'.repeat(20))],
  ['its end cut off', (text, pick) => text.slice(0, pick(text.length - 1))],
  ['its beginning cut off', (text, pick) => text.slice(3 + pick(text.length - 3))],
  ['its end mark first', (text, pick, nonce) => moveEnd(text, nonce, pick(2))],
  ['two end marks', (text, _pick, nonce) => `${text}=${nonce} 1 1\n`],
  [
    'a mark put in',
    (text, pick, nonce) => splice(text, pick(text.length), 0, Buffer.from(`\n${nonce} end\n`).toString('base64')),
  ],
  ['itself doubled', (text) => text + text],
  ['carriage returns', (text) => text.replaceAll('\n', '\r\n')],
  ['padding in the middle', (text, pick) => splice(text, pick(text.length), 0, '==')],
  [
    'another nonce in its end mark',
    (text, _pick, nonce) => text.replace(new RegExp(`=${nonce} (?=\\d)`), `=${'0'.repeat(32)} `),
  ],
];

describe('a reply with', () => {
  it.each(KINDS)('%s turns nothing false green', async (_kind, damage) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), async (numbers) => {
        let at = 0;
        const pick: Place = (count) => (numbers[at++ % numbers.length] ?? 0) % Math.max(1, count);

        const passed = await judgeDamaged(({ nonce, body }) => damage(sealReply(nonce, body), pick, nonce));

        expect(passed === 'refused' ? [] : passed).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('records that are lost, with a length and checksum that are right, turns nothing false green', async () => {
    const records = splitBody(recorded);

    for (const [at, lost] of records.entries()) {
      const passed = await judgeDamaged(({ nonce, body }) => {
        const left = splitBody({ nonce, body }).toSpliced(at, 1);
        return sealReply(nonce, Buffer.concat(left));
      });

      expect([lost.toString('latin1').slice(0, 60), passed === 'refused' ? [] : passed]).toEqual([
        expect.any(String),
        [],
      ]);
    }
    expect(records.length).toBeGreaterThan(25);
  });

  it('a record twice is refused, whichever of them is first', async () => {
    const forged = `\n@ command.said.0\n${[9, 10, 11].map((index) => `${index} 0 1.00 1.00\n`).join('')}`;
    const put = async (first: boolean): Promise<readonly string[] | 'refused'> =>
      judgeDamaged(({ nonce, body }) => {
        const end = body.length - `\n${nonce} end\n`.length;
        const more = Buffer.from(forged.replace('@', nonce));
        const parts = first ? [more, body] : [body.subarray(0, end), more, body.subarray(end)];
        return sealReply(nonce, Buffer.concat(parts));
      });

    expect([await put(true), await put(false)]).toEqual(['refused', 'refused']);
  });

  it.each<readonly [string, (status: string) => string]>([
    ['no number', (line) => line.replace(/ \d+ /, ' NaN ')],
    ['nothing', (line) => line.replace(/ \d+ /, '  ')],
    ['a number that no status is', (line) => line.replace(/ \d+ /, ' 256 ')],
    ['a fraction', (line) => line.replace(/ \d+ /, ' 0x3 ')],
  ])('%s where a status should be is an error, never a pass', async (_what, change) => {
    const passed = await judgeDamaged(({ nonce, body }) => {
      const text = body
        .toString('latin1')
        .replace(/(?<=command\.said\.0\n)[\s\S]*?\n(?=\n)/, (lines) => lines.split('\n').map(change).join('\n'));
      expect(text).not.toBe(body.toString('latin1'));
      return sealReply(nonce, Buffer.from(text, 'latin1'));
    });

    expect(passed).toEqual([]);
  });

  it('nothing damaged is judged: the pretended replies are ones', async () => {
    expect(await judgeDamaged(({ nonce, body }) => sealReply(nonce, body))).toEqual([]);
    expect('problem' in parseReply(sealReply(recorded.nonce, recorded.body), recorded.nonce)).toBe(false);
  });
});

function splitBody({ nonce, body }: Reply): readonly Buffer[] {
  const marks = body.toString('latin1').split(new RegExp(`(?=\\n${nonce} )`));
  return marks.map((part) => Buffer.from(part, 'latin1'));
}

function changeLines(text: string, change: (lines: readonly string[]) => readonly string[]): string {
  return change(text.split('\n')).join('\n');
}

function swap(lines: readonly string[], one: number, other: number): readonly string[] {
  const isSame = lines[one] === lines[other];
  const at = isSame ? lines.findIndex((line) => line !== lines[one]) : other;
  return lines.with(one, lines[at] ?? '').with(at, lines[one] ?? '');
}

function double(lines: readonly string[], at: number): readonly string[] {
  return lines.toSpliced(at, 0, lines[at] ?? '');
}

function splice(text: string, at: number, count: number, more: string): string {
  return text.slice(0, at) + more + text.slice(at + count);
}

function flip(text: string, at: number, bit: number): string {
  return splice(text, at, 1, String.fromCharCode((text.charCodeAt(at) || 0) ^ (1 << bit)));
}

function moveEnd(text: string, nonce: string, how: number): string {
  const at = text.lastIndexOf(`=${nonce} `);
  const end = text.slice(at);
  return how === 0 ? end + text.slice(0, at) : text.slice(0, at).replace(`=${nonce}\n`, `=${nonce}\n${end}`);
}
