import type { Project } from '../config/project.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { OutgoingMessage } from '../report/notify/news-parts.ts';
import { readTold } from '../report/notify/told-file.ts';
import type { Services } from './services.ts';
import { prepareNews, type TellOptions } from './tell-people.ts';

/**
 * What would be sent for a night now, what waits from earlier nights first. Nothing is sent or written. `isTold`: whether
 * people were told of this night already, so that it is no news.
 */
export async function previewNews(
  services: Services,
  options: Omit<TellOptions, 'patience'>,
): Promise<{ readonly messages: readonly OutgoingMessage[]; readonly isTold: boolean }> {
  const { project, night } = options;
  const { told, trouble } = await readTold(toldFile(project), { isKept: false });
  if (trouble !== undefined) services.tell(trouble);
  const { told: next } = prepareNews(options, told);
  const messages = next.outbox.map(({ message }) => ({ ...message, isLate: message.night !== night.night }));
  return { messages, isTold: told.memory?.night === night.night };
}

function toldFile({ reportsDirectory }: Project): string {
  return projectFolders(reportsDirectory).told;
}
