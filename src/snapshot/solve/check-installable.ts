import { mkdir, open } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { SalternError } from '../../contract/errors.ts';
import { runTool, type ToolContext } from '../tools/run-tool.ts';
import { readAnswer } from './read-answer.ts';
import { SOLVER_SCRIPT } from './solver-script.ts';
import type { Solved, SolvedGroup } from './solver.ts';

export interface SolveOptions {
  /** What machines have together: only there can one package need another. */
  readonly groups: readonly SolvedGroup[];
  /** Absolute path of an empty folder for what dnf keeps meanwhile. */
  readonly work: string;
}

const WITHOUT = 'nobody can say whether packages can be installed';

/**
 * Which packages cannot be installed that came, or that could be installed before: libsolv's answer, through the dnf of this
 * machine, of the metadata alone. Throws `PROGRAM_MISSING`, also where dnf gives no answer, and the signal's reason.
 */
export async function checkInstallable({ groups, work }: SolveOptions, context: ToolContext): Promise<Solved> {
  if (groups.length === 0) return { broken: [], looked: 0, checks: [], notes: [] };
  await mkdir(work, { recursive: true });
  const python = await findPython(context);
  const input = JSON.stringify({ groups, work, own: false });
  const answer = await runTool([python, '-c', SOLVER_SCRIPT], { input, without: WITHOUT }, context);
  const found = readAnswer(answer);
  if (found === undefined) {
    throw new SalternError('PROGRAM_MISSING', `dnf gave no answer: ${WITHOUT}`, {
      hint: "Install dnf 4 with its Python module (python3-dnf); '--allow-broken' goes on without an answer.",
      details: answer.stderr.split('\n').filter(Boolean).slice(-10),
    });
  }
  const broken = found.broken.map(({ isBeside: _isBeside, ...one }) => one);
  return { broken, looked: found.looked, checks: [{ by: 'machine', solver: `dnf ${found.version}` }], notes: [] };
}

/** The Python that dnf itself runs with, which is not always the first of the PATH; else that one. */
async function findPython({ environment }: ToolContext): Promise<string> {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const line = await readHead(join(folder, 'dnf')).catch(() => '');
    const [, python] = /^#!\s*(\/\S*python\S*)/.exec(line) ?? [];
    if (python !== undefined) return python;
  }
  return 'python3';
}

async function readHead(file: string): Promise<string> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(200), 0, 200, 0);
  return buffer.toString('latin1', 0, bytesRead);
}
