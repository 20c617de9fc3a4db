import { withLock } from '../base/lock/with-lock.ts';
import type { Project } from '../config/project.ts';
import type { FleetView } from '../contract/fleet-view.ts';
import type { NightRecord, ToldMessage } from '../contract/night.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { findNews, type FoundNews } from '../report/notify/find-news.ts';
import { makeMessages } from '../report/notify/make-messages.ts';
import type { Message, Told } from '../report/notify/news.ts';
import { enqueue, forgetReceivers } from '../report/notify/outbox.ts';
import type { Patience } from '../report/notify/send/with-retries.ts';
import { readTold, writeTold } from '../report/notify/told-file.ts';
import { topLines } from '../report/notify/top-lines.ts';
import { deliverWaiting } from './deliver-waiting.ts';
import type { Services } from './services.ts';

export interface TellOptions {
  readonly project: Project;
  /** Undefined: the history cannot be read; then what the night itself knows is told. */
  readonly view: FleetView | undefined;
  readonly night: NightRecord;
  /** How often each receiver is tried tonight. Default: four times within a minute. */
  readonly patience?: Patience;
}

/**
 * Tells the project's receivers what changed with this night, and what could not be sent before. What is told is written
 * down before it is sent, so that the same night once more, or one that goes on after a kill, tells nothing twice. A receiver
 * that does not answer is a line to the person and a message that `failed`; it is sent next time. Throws `NO_SPACE`, `INTERNAL`
 * where that cannot be written down, and the signal's reason.
 */
export async function tellPeople(services: Services, options: TellOptions): Promise<readonly ToldMessage[]> {
  const { project, night, patience } = options;
  const { notify, reportsDirectory } = project;
  const folders = projectFolders(reportsDirectory);
  if (notify.receivers.length === 0) return [];
  const lock = { directory: folders.locks, key: 'told' };
  const work = async (): Promise<readonly ToldMessage[]> => {
    const { told, trouble } = await readTold(folders.told, { isKept: true });
    if (trouble !== undefined) services.tell(`${trouble}: what was told before is not known, so how things stand is`);
    const { told: next } = prepareNews(options, told);
    await writeTold(folders.told, next);
    return await deliverWaiting(services, {
      project,
      night: night.night,
      told: next,
      save: (changed) => writeTold(folders.told, changed),
      ...(patience === undefined ? {} : { patience }),
    });
  };
  const onWait = (): void => services.tell('Somebody else is telling people; waiting for them');
  return await withLock(lock, work, { signal: services.signal, onWait });
}

/** What would be told of a night, what waits for its receivers then, and what is new of that. Pure. */
export function prepareNews(
  { project, view, night }: Omit<TellOptions, 'patience'>,
  before: Told,
): { readonly told: Told; readonly found: FoundNews; readonly messages: readonly Message[] } {
  const { identity, notify, site, instances } = project;
  const told = forgetReceivers(
    before,
    notify.receivers.map(({ name }) => name),
  );
  const found = findNews({ night, view, declared: instances, settings: notify, memory: told.memory });
  const messages = makeMessages({
    news: found.news,
    receivers: notify.receivers,
    project: identity.name,
    projectId: identity.id,
    night: night.night,
    top: topLines({ night, view, declared: instances }),
    url: notify.url ?? site.url,
  });
  return { told: enqueue({ ...told, memory: found.memory }, messages), found, messages };
}
