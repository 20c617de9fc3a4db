import { loadProjectFor, type ProjectOptions } from '../../app/load-project-for.ts';
import { previewNews } from '../../app/preview-news.ts';
import { readLastNight } from '../../app/read-last-night.ts';
import { tellPeople, type TellOptions } from '../../app/tell-people.ts';
import { testReceivers, type TestedReceiver } from '../../app/test-receivers.ts';
import { viewIfKnown } from '../../app/current-view.ts';
import { SalternError } from '../../contract/errors.ts';
import { projectFolders } from '../../contract/project-folders.ts';
import type { OutgoingMessage } from '../../report/notify/news-parts.ts';
import { renderText } from '../../report/notify/render-text.ts';
import type { Answer, Command } from '../answer.ts';
import type { App } from '../app.ts';
import { renderTable } from '../render-table.ts';

export interface NotifyFlags extends Pick<ProjectOptions, 'project' | 'overlay'> {
  readonly preview?: boolean;
  /** True: all receivers. */
  readonly test?: string | true;
}

type Project = TellOptions['project'];

/** Tells people of the last night, shows what it would tell them, or tries whether they can be reached. */
export const notify: Command<NotifyFlags> = async (app, { preview = false, test, ...options }) => {
  if (preview && test !== undefined) {
    throw new SalternError('USAGE', "'--preview' cannot go together with '--test'", { hint: 'Leave out one of them.' });
  }
  const project = await loadProjectFor(app, options);
  if (test !== undefined)
    return describeTests(await testReceivers(app, { project, ...(test === true ? {} : { name: test }) }));
  return preview ? await show(app, project) : await tell(app, project);
};

function describeTests(tested: readonly TestedReceiver[]): Answer {
  const lines = tested.map(({ receiver, to, sending }) => {
    const what = sending.kind === 'sent' ? (sending.note ?? 'sent') : sending.why;
    return [sending.kind === 'sent' ? '✓' : '!', receiver, to, what];
  });
  const isHeard = tested.every(({ sending }) => sending.kind === 'sent');
  return {
    exitCode: isHeard ? 0 : 3,
    data: { tested },
    lines: renderTable(['', 'RECEIVER', 'BY', 'WHAT CAME OF IT'], lines),
  };
}

async function show(app: App, project: Project): Promise<Answer> {
  const { receivers } = project.notify;
  const night = await readLastNight(projectFolders(project.reportsDirectory));
  const { messages, isTold } = await previewNews(app, { project, night, view: await viewIfKnown(app, project) });
  const to = (name: string): string => receivers.find((one) => one.name === name)?.way.to ?? '';
  const why =
    receivers.length === 0 ? 'the project tells nobody' : isTold ? 'people were told already' : 'nothing changed';
  return {
    exitCode: 0,
    data: { night: night.night, messages },
    lines:
      messages.length === 0
        ? [`nothing would be sent of the night ${night.night}: ${why}`]
        : messages.flatMap((message, at) => [
            ...(at === 0 ? [] : ['']),
            ...describeMessage(message, to(message.receiver)),
          ]),
  };
}

function describeMessage(message: OutgoingMessage, to: string): readonly string[] {
  return [`to ${message.receiver}, by ${to}:`, ...renderText(message).map((line) => `  ${line}`.trimEnd())].slice(
    0,
    -1,
  );
}

async function tell(app: App, project: Project): Promise<Answer> {
  const night = await readLastNight(projectFolders(project.reportsDirectory));
  const told = await tellPeople(app, { project, night, view: await viewIfKnown(app, project) });
  const lines = told.map(({ receiver, about, outcome }) => `${outcome === 'sent' ? '✓' : '!'} ${receiver}  ${about}`);
  return {
    exitCode: told.every(({ outcome }) => outcome === 'sent') ? 0 : 3,
    data: { night: night.night, told },
    lines: lines.length === 0 ? [`nothing to tell of the night ${night.night}`] : lines,
  };
}
