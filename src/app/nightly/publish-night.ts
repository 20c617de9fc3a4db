import { count } from '../../base/text/count.ts';
import type { Project } from '../../config/project.ts';
import type { FleetView } from '../../contract/fleet-view.ts';
import type { History } from '../../contract/history.ts';
import type { NightRecord, ToldMessage } from '../../contract/night.ts';
import { shortPath } from '../../report/text/words.ts';
import { viewIfKnown } from '../current-view.ts';
import { forgetHistory } from '../forget-history.ts';
import { openHistory } from '../open-history.ts';
import { publishBadges } from '../publish-badges.ts';
import { publishMetrics } from '../publish-metrics.ts';
import { publishSite } from '../publish-site.ts';
import type { Services } from '../services.ts';
import { publishFindings } from './publish-findings.ts';
import { publishJunit } from './publish-junit.ts';
import { tellPeople } from '../tell-people.ts';
import { viewFleet } from '../view-fleet.ts';

/** A night that is to be seen, as it will stand in its record. */
export interface PublishedNight {
  readonly project: Project;
  readonly night: NightRecord;
}

/** The same with the fleet over its nights, this one included. */
interface ViewedNight extends PublishedNight {
  readonly history: History;
  readonly view: FleetView;
}

/** What came of it. */
export interface Published {
  /** What was done, a few words each. Empty: there was nothing to do. */
  readonly lines: readonly string[];
  readonly troubles: readonly unknown[];
}

/** Keeps a night in the history, and shows it wherever the project shows nights; one that cannot keeps nobody from the others. */
export async function publishNight(services: Services, published: PublishedNight): Promise<Published> {
  return await collect(services, async (attempt) => {
    await attempt(() => publishJunit(services, published));
    await attempt(() => publishFindings(services, published));
    await using history = await openHistory(services, published.project);
    const viewed = history && (await attempt(() => viewNight(services, history, published)));
    await attempt(() => showBadges(services, { ...published, view: viewed?.view }), true);
    if (viewed === undefined) return;
    await attempt(() => showPages(services, viewed), true);
    await attempt(() => showMetrics(services, viewed), true);
    await attempt(() => forgetOld(services, viewed), true);
  });
}

/** The same once more for what is only known when the night has ended: its last steps, and who was told of what. */
export async function publishEnd(services: Services, published: PublishedNight): Promise<readonly unknown[]> {
  const { troubles } = await collect(services, async (attempt) => {
    await using history = await openHistory(services, published.project);
    const viewed = history && (await attempt(() => viewNight(services, history, published)));
    if (viewed === undefined) return;
    await attempt(() => showPages(services, viewed));
    await attempt(() => showMetrics(services, viewed));
  });
  return troubles;
}

/** Tells people of a night. */
export async function tellOfNight(
  services: Services,
  { project, night }: PublishedNight,
): Promise<Published & { readonly told: readonly ToldMessage[] }> {
  const told: ToldMessage[] = [];
  const published = await collect(services, async (attempt) => {
    const view = await viewIfKnown(services, project);
    const messages = await attempt(() => tellPeople(services, { project, night, view }));
    told.push(...(messages ?? []));
  });
  const failed = told.filter(({ outcome }) => outcome === 'failed');
  const parts = [
    ...(told.length > failed.length ? [`${count(told.length - failed.length, 'message')} sent`] : []),
    ...(failed.length > 0 ? [`${failed.length} not sent, and kept for the next night`] : []),
  ];
  return { ...published, lines: parts, told };
}

/** Does some work and gives what it gives; undefined where it could not. `isTold`: what it says is a line. */
type Attempt = <T>(work: () => Promise<T>, isTold?: boolean) => Promise<T | undefined>;

async function collect(services: Services, work: (attempt: Attempt) => Promise<void>): Promise<Published> {
  const lines: string[] = [];
  const troubles: unknown[] = [];
  await work(async (one, isTold = false) => {
    try {
      const value = await one();
      if (isTold && typeof value === 'string') lines.push(value);
      return value;
    } catch (error) {
      services.signal.throwIfAborted();
      troubles.push(error);
      return undefined;
    }
  });
  return { lines, troubles };
}

async function viewNight(services: Services, history: History, published: PublishedNight): Promise<ViewedNight> {
  await history.putNight(published.night);
  return { ...published, history, view: await viewFleet(services, { project: published.project, history }) };
}

async function showBadges(
  services: Services,
  options: PublishedNight & { readonly view: FleetView | undefined },
): Promise<string | undefined> {
  const drawn = await publishBadges(services, options);
  return drawn === undefined ? undefined : count(drawn.badges.length, 'badge');
}

async function showPages(services: Services, viewed: ViewedNight): Promise<string> {
  const { file } = await publishSite(services, viewed);
  return `pages: ${shortPath(file, services.cwd)}`;
}

async function showMetrics(services: Services, viewed: ViewedNight): Promise<string | undefined> {
  const file = await publishMetrics(services, viewed);
  return file === undefined ? undefined : `metrics: ${shortPath(file, services.cwd)}`;
}

async function forgetOld(services: Services, { project, history, night }: ViewedNight): Promise<string | undefined> {
  const runs = await forgetHistory(services, { project, history, night: night.night });
  return runs === 0 ? undefined : `${count(runs, 'old run')} forgotten`;
}
