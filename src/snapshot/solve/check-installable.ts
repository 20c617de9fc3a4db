import { mkdir, open } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../base/json/parse-json.ts';
import { SalternError } from '../../contract/errors.ts';
import { runTool, type ToolContext } from '../tools/run-tool.ts';
import { SOLVER_SCRIPT } from './solver-script.ts';

/** A member, and the absolute path of its repository. */
export type MemberPlace = readonly [member: string, path: string];

/** Members that machines have together, before and after. */
export interface SolvedGroup {
  readonly before: readonly MemberPlace[];
  readonly after: readonly MemberPlace[];
  /** `x86_64` */
  readonly arch: string;
  /** What modules are made for: `platform:el8`. */
  readonly platform: string;
}

export interface SolveOptions {
  /** What machines have together: only there can one package need another. */
  readonly groups: readonly SolvedGroup[];
  /** Absolute path of an empty folder for what dnf keeps meanwhile. */
  readonly work: string;
}

/** A package that cannot be installed. */
export interface BrokenPackage {
  readonly member: string;
  /** `chrony-4.5-1.el9.x86_64` */
  readonly package: string;
  /** In the solver's words. */
  readonly reasons: readonly string[];
  /** Whether it came with the change; else it could be installed before. */
  readonly isNew: boolean;
}

/** What the solver said. */
export interface Solved {
  readonly broken: readonly BrokenPackage[];
  /** How many packages it was asked about. */
  readonly looked: number;
}

const answerSchema = z.object({
  broken: z.array(
    z.object({ member: z.string(), package: z.string(), reasons: z.array(z.string()), isNew: z.boolean() }),
  ),
  looked: z.number(),
});

const WITHOUT = 'nobody can say whether packages can be installed';

/**
 * Which packages cannot be installed that came, or that could be installed before: libsolv's answer, through the dnf of this
 * machine, of the metadata alone. Throws `PROGRAM_MISSING`, also where dnf gives no answer, and the signal's reason.
 */
export async function checkInstallable(options: SolveOptions, context: ToolContext): Promise<Solved> {
  const { groups, work } = options;
  if (groups.length === 0) return { broken: [], looked: 0 };
  await mkdir(join(work, 'empty'), { recursive: true });
  const python = await findPython(context);
  const input = JSON.stringify({ groups, work });
  const answer = await runTool([python, '-c', SOLVER_SCRIPT], { input, without: WITHOUT }, context);
  const parsed = answer.code === 0 ? answerSchema.safeParse(parseJson(answer.stdout)) : undefined;
  if (parsed?.success === true) return { ...parsed.data, broken: unique(parsed.data.broken) };
  throw new SalternError('PROGRAM_MISSING', `dnf gave no answer: ${WITHOUT}`, {
    hint: "Install dnf 4 with its Python module (python3-dnf); '--allow-broken' goes on without an answer.",
    details: answer.stderr.split('\n').filter(Boolean).slice(-10),
  });
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

/** Several groups may share a member. */
function unique(broken: readonly BrokenPackage[]): readonly BrokenPackage[] {
  return [...new Map(broken.map((one) => [`${one.member} ${one.package}`, one])).values()];
}
