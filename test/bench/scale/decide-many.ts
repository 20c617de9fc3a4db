import { decideGate } from '../../../src/gate/decide-gate.ts';
import type { GateInput } from '../../../src/gate/gate-input.ts';
import { declare, input, policyFor, result } from '../../unit/gate/fixtures.ts';

const INSTANCES = 1000;
const RESULTS = 100;
const FIRST = Date.parse('2026-11-23T04:00:00Z');

/** A program: prints the seconds in which the input was read from JSON, and those in which it was decided on. */
const text = JSON.stringify(makeInput());
const [parsed, kept] = time(() => JSON.parse(text) as GateInput);
const [decided, { decision }] = time(() => decideGate({ ...kept, now: new Date(kept.now) }));
if (decision !== 'promote') throw new Error(`the gate says ${decision}`);
process.stdout.write(`${parsed} ${decided}\n`);

/** 1,000 requirements, and 100 results of each, one in seven a failure. */
function makeInput(): GateInput {
  const declared = Array.from({ length: INSTANCES }, (_, at) =>
    declare(`f${at % 100}`, `s${Math.floor(at / 100)}`, 'p'),
  );
  const evidence = declared.flatMap((instance) =>
    Array.from({ length: RESULTS }, (_, at) => {
      const startedAt = new Date(FIRST + at * 1000).toISOString();
      const finishedAt = new Date(FIRST + at * 1000 + 500).toISOString();
      const outcome = at % 7 === 3 ? 'fail' : 'pass';
      const digest = `sha256:${instance.name}-${at}`;
      return result(instance, { number: at + 1, runId: `run${at}`, digest, outcome, startedAt, finishedAt });
    }),
  );
  return input({ declared, evidence, policy: policyFor(['*'], ['*'], 36 * 3_600_000) });
}

function time<T>(work: () => T): readonly [seconds: number, value: T] {
  const start = performance.now();
  const value = work();
  return [(performance.now() - start) / 1000, value];
}
