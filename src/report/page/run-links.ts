import { posix } from 'node:path';
import { runFolder } from '../../contract/project-folders.ts';
import { html, type Html } from '../../base/page/html.ts';

/** What of a run can be linked to from a page. */
export interface RunLinks {
  /** Path of the run's folder from the page, `.` where it lies in it. */
  readonly folder: string;
  readonly hasJunit: boolean;
}

/** Links to an instance's log and to the JUnit file of its run, where these are still there. */
export function renderRunLinks(instance: string, run: RunLinks | undefined): Html {
  if (run === undefined) return html`<span class="dim">removed</span>`;
  const { log, junit } = runFolder(run.folder);
  const more = run.hasJunit ? html` <a href="./${toHref(junit)}">JUnit</a>` : undefined;
  return html`<a href="./${toHref(log(instance))}">log</a>${more}`;
}

function toHref(path: string): string {
  return posix.normalize(path).split('/').map(encodeURIComponent).join('/');
}
