import { count } from '../../base/text/count.ts';
import type { RunStarted } from '../../contract/events.ts';
import type { ReporterKind } from '../../contract/reporter.ts';

/**
 * In a job of GitLab: what is told between a run's beginning and its end is a section of the log, closed until somebody opens
 * it (https://docs.gitlab.com/ci/jobs/job_logs/). It ends before the result is printed, also where the run does not end.
 */
export const gitlabKind: ReporterKind = {
  open(_settings, { order }) {
    let open: { readonly name: string; readonly at: number } | undefined;
    const end = (at: number): void => {
      if (open !== undefined) order(mark('end', at, open.name));
      open = undefined;
    };
    return [
      {
        on(event) {
          if (event.type === 'run-finished') return end(event.at);
          if (event.type !== 'run-started') return;
          open = { name: `saltern_${event.runId.replaceAll(/[^\w.-]/gu, '_')}`, at: event.at };
          order(`${mark('start', event.at, `${open.name}[collapsed=true]`)}${describeRun(event)}`);
        },
        // Nothing after it should hide in it.
        close: () => Promise.resolve(open && end(open.at)),
      },
    ];
  },
};

/** With the signs that only a program sends: text of guests and formulas has none when it is printed. */
function mark(which: 'start' | 'end', at: number, name: string): string {
  return `\u001B[0Ksection_${which}:${Math.floor(at / 1000)}:${name}\r\u001B[0K`;
}

function describeRun({ verb, instances, shard }: RunStarted): string {
  const part = shard === undefined ? '' : `, shard ${shard.index}/${shard.count}`;
  return `saltern ${verb}: ${count(instances.length, 'instance')}${part}`;
}
