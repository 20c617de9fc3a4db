import type { Project } from '../../config/project.ts';
import type { FleetView } from '../../contract/fleet-view.ts';
import type { NightRecord, ToldMessage } from '../../contract/night.ts';
import type { Services } from '../services.ts';

/** A night that is to be seen, as it will stand in its record. */
export interface PublishedNight {
  readonly project: Project;
  readonly night: NightRecord;
}

/** The same with the fleet over its nights, this one included. */
export interface ViewedNight extends PublishedNight {
  /** Default: there is no history, or it cannot be read. */
  readonly view: FleetView | undefined;
}

/** What came of it. */
export interface Published {
  /** What was done, a few words each. Empty: there was nothing to do. */
  readonly lines: readonly string[];
  readonly troubles: readonly unknown[];
}

/** Something that shows nights: pages, badges, metrics. */
interface Sink {
  /** What it did, a few words; undefined: the project does not want it. */
  publish(services: Services, viewed: ViewedNight): Promise<string | undefined>;
}

/** In their order. */
const SINKS: readonly Sink[] = [];

/** Keeps a night in the history, and shows it wherever the project shows nights; one that cannot keeps nobody from the others. */
export async function publishNight(services: Services, published: PublishedNight): Promise<Published> {
  const lines: string[] = [];
  const troubles: unknown[] = [];
  const attempt = async (work: () => Promise<string | undefined>): Promise<void> => {
    try {
      const line = await work();
      if (line !== undefined) lines.push(line);
    } catch (error) {
      services.signal.throwIfAborted();
      troubles.push(error);
    }
  };
  await attempt(() => keepNight(services, published));
  const viewed = await viewNight(services, published);
  for (const sink of SINKS) await attempt(() => sink.publish(services, viewed));
  return { lines, troubles };
}

/** Tells people of a night. */
export async function tellOfNight(
  services: Services,
  published: PublishedNight,
): Promise<Published & { readonly told: readonly ToldMessage[] }> {
  await viewNight(services, published);
  return { lines: [], troubles: [], told: [] };
}

/** Keeps a night where it can be searched. */
async function keepNight(_services: Services, _published: PublishedNight): Promise<string | undefined> {
  return undefined;
}

async function viewNight(_services: Services, published: PublishedNight): Promise<ViewedNight> {
  return { ...published, view: undefined };
}
