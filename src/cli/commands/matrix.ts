import { planMatrix, type Matrix, type MatrixShard } from '../../app/plan-matrix.ts';
import type { SelectOptions } from '../../app/select-fleet.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import { count } from '../../base/text/count.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Command } from '../answer.ts';
import { renderTable } from '../render-table.ts';

export interface MatrixFlags extends Omit<SelectOptions, 'shard'> {
  /** The one line that a GitHub workflow's `fromJSON` reads. */
  readonly github?: boolean;
  readonly max?: string;
  readonly target?: string;
}

/** A start-up of a job takes half a minute; ten times that are worth one. */
const TARGET_SECONDS = '300';
/** As many jobs as GitHub runs at once for nothing. */
const MOST = '20';

/** How many machines a fleet is worth, and what each gets. */
export const matrix: Command<MatrixFlags, [instances: readonly string[]]> = async (app, options, instances) => {
  const { github = false, max = MOST, target = TARGET_SECONDS, ...select } = options;
  const most = readWhole('--max', max);
  const targetMs = readWhole('--target', target) * 1000;
  const planned = await planMatrix(app, instances, { ...select, most, targetMs });
  if (github) return { exitCode: 0, lines: [printableJson({ include: planned.shards.map(describeForGithub) })] };
  return { exitCode: 0, data: { ...planned, shards: planned.shards.map(describe) }, lines: renderLines(planned) };
};

function renderLines({ shards, untimed }: Matrix): readonly string[] {
  if (shards.length === 0) return ['there is nothing to test, and so no shard'];
  const rows = shards.map((shard) => [
    nameShard(shard),
    `${shard.instances.length}`,
    formatDuration(shard.expectedMs),
    nameFormulas(shard),
  ]);
  const assumed =
    untimed === 0
      ? []
      : [`${count(untimed, 'instance')} never timed, and taken to last as long as the others, or a minute`];
  return [...renderTable(['SHARD', 'INSTANCES', 'ABOUT', 'FORMULAS'], rows), ...assumed];
}

/** Every key is always there; new ones may be added. */
function describeForGithub(shard: MatrixShard) {
  return {
    shard: nameShard(shard),
    name: nameFormulas(shard),
    instances: shard.instances.length,
    minutes: minutesOf(shard),
  };
}

function describe({ index, count: of, instances, expectedMs, formulas }: MatrixShard) {
  return { index, count: of, instances, expectedMs, formulas };
}

function nameShard({ index, count: of }: MatrixShard): string {
  return `${index}/${of}`;
}

/** `ops-ssh, ops-time and 3 more` */
function nameFormulas({ formulas }: MatrixShard): string {
  const [first = '', second, ...more] = formulas;
  if (second === undefined) return first;
  return more.length === 0 ? `${first}, ${second}` : `${first}, ${second} and ${more.length} more`;
}

function minutesOf({ expectedMs }: MatrixShard): number {
  return Math.ceil(expectedMs / 60_000);
}

function readWhole(flag: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new SalternError('USAGE', `'${text}' is no number for \`${flag}\``, { hint: 'Give a whole number from 1 on.' });
}
