import type { RunStarted } from '../../contract/events.ts';
import type { Finding } from '../../contract/finding.ts';
import { runFolder, type ProjectFolders, type RunFolder } from '../../contract/project-folders.ts';
import type { ReporterKind } from '../../contract/reporter.ts';
import type { RunResult } from '../../contract/result.ts';
import { afterRun } from '../after-run.ts';
import { givesVerdict } from '../gives-verdict.ts';
import { writeReport } from '../write-report.ts';
import type { FindingsFileSettings } from './findings-file-schema.ts';
import { listFindings } from './list-findings.ts';
import { locatePlaces } from './locate-places.ts';

/** A form that findings are written in. */
export interface FindingsForm {
  /** Where it lies in the folder of a run, and in the project's for the last run that gave verdicts. */
  readonly at: keyof RunFolder & keyof ProjectFolders & ('sarif' | 'codeQuality');
  build(findings: readonly Finding[], about: { readonly project: string; readonly result: RunResult }): unknown;
}

/**
 * A file of findings in the run's folder, and, when the run gave verdicts, the same at a fixed path where a CI server finds
 * it. `close` throws `INTERNAL` or `NO_SPACE` when it cannot be written.
 */
export function findingsFileKind(form: FindingsForm): ReporterKind<FindingsFileSettings> {
  const { at } = form;
  return {
    open({ file }, { project, cwd, folders }) {
      return [
        afterRun(async (started, result) => {
          const last = givesVerdict(started.verb) ? [file ?? folders[at]] : [];
          await writeFindings(form, { started, result, project, cwd }, [runFolder(started.directory)[at], ...last]);
        }),
      ];
    },
  };
}

/** What findings are of. */
export interface FoundIn {
  readonly started: RunStarted;
  readonly result: RunResult;
  /** Name of the project. */
  readonly project: string;
  readonly cwd: string;
}

/** Writes what went wrong into each of the files. Throws `INTERNAL`, `NO_SPACE`. */
export async function writeFindings(
  { build }: FindingsForm,
  { started, result, project, cwd }: FoundIn,
  files: readonly string[],
): Promise<void> {
  const findings = listFindings(started, result, { cwd, locate: await locatePlaces(result, cwd) });
  const text = `${JSON.stringify(build(findings, { project, result }), undefined, 2)}\n`;
  for (const file of files) await writeReport(file, text);
}
