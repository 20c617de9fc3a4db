import type { ReporterKind } from '../../contract/reporter.ts';
import { afterRun } from '../after-run.ts';
import { listFindings } from '../findings/list-findings.ts';
import { locatePlaces } from '../findings/locate-places.ts';
import { givesVerdict } from '../gives-verdict.ts';
import { appendSummary } from './append-summary.ts';
import { listChanged } from './list-changed.ts';
import { renderAnnotations, renderCommand } from './render-annotations.ts';
import { renderSummary } from './render-summary.ts';

/**
 * In a step of a workflow of GitHub: annotations, as orders to its runner, and the job's summary. What keeps the summary from
 * being written is a warning there and no trouble: the verdicts stand. A shard has only the summary.
 */
export const githubKind: ReporterKind = {
  open(_settings, { cwd, environment, order, verdicts, packages }) {
    return [
      afterRun(async (started, result) => {
        const findings = listFindings(started, result, { cwd, locate: await locatePlaces(result, cwd) });
        // A shard is a part: what it found is said once, with that of all others, by the job that merges them.
        for (const line of started.shard === undefined ? renderAnnotations(findings) : []) order(line);
        const file = environment['GITHUB_STEP_SUMMARY'];
        if (file === undefined || file === '' || (!givesVerdict(started.verb) && findings.length === 0)) return;
        const changed = await listChanged(result, { verdicts, ...(packages && { packages }) });
        const trouble = await appendSummary(file, renderSummary(started, result, { findings, changed, environment }));
        if (trouble !== undefined) order(renderCommand('warning', [['title', 'saltern: no job summary']], trouble));
      }),
    ];
  },
};
