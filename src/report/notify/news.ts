import { z } from 'zod';
import { NEWS_KINDS } from '../../contract/notify.ts';

/** Instances of which the same is said. */
const item = z.strictObject({
  instances: z.array(z.string()),
  /** The same in few words: `ops-time-default on 7, 8, 9`. */
  where: z.string(),
  /** Why, one line; empty where there is nothing to say. */
  reason: z.string(),
  /** Page of the first of them, below the site's folder. */
  path: z.string().exactOptional(),
});

/** Form of one piece of news in a file. */
const news = z.strictObject({
  kind: z.enum(NEWS_KINDS),
  /** The formula, or the project where it is of all of it. */
  of: z.string(),
  /** Formulas that it concerns, for those who want to hear of some only. */
  formulas: z.array(z.string()),
  /** Who keeps the formula that is red. Default: the project does not say. */
  owner: z.string().exactOptional(),
  /** All of it in one line. */
  text: z.string(),
  /** Night since which it is so. */
  since: z.string().exactOptional(),
  /** How many nights it is, or was, so. */
  nights: z.int().exactOptional(),
  items: z.array(item),
  /** Changes that may be the cause, one line each. */
  packages: z.array(z.string()),
  /** Its page, below the site's folder. */
  path: z.string(),
});

const message = z.strictObject({
  /** The same for the same news: who gets it twice can tell. */
  id: z.string(),
  receiver: z.string(),
  project: z.string(),
  /** What no other project has. */
  projectId: z.string(),
  night: z.string(),
  /** What later messages of it are put together with: a formula, or empty for the project as a whole. */
  thread: z.string(),
  /** The five lines with which the morning page begins. */
  top: z.array(z.string()),
  news: z.array(news),
  /** Where the pages are. Default: nobody knows. */
  url: z.string().exactOptional(),
});

const waiting = z.strictObject({
  message,
  /** In how many nights it was tried. */
  nights: z.int().nonnegative(),
  /** In how many of them it was refused, rather than not heard. */
  refusals: z.int().nonnegative(),
});

const formula = z.strictObject({
  /** Its instances that are red, as they were last known. */
  red: z.record(z.string(), z.enum(['fail', 'error'])),
  /** First night that it was red. */
  since: z.string().exactOptional(),
  /** How many nights it was red. */
  nights: z.int().nonnegative(),
  /** The last night that was counted. */
  last: z.string(),
  /** Whether people were told that it is flaky. */
  isFlaky: z.boolean(),
});

const memory = z.strictObject({
  /** The last night that was told of. */
  night: z.string(),
  formulas: z.record(z.string(), formula),
  /** `INSTANCE KIND` of each requirement that was not met when the gate last refused; absent: it did not. */
  refused: z.array(z.string()).exactOptional(),
  /** Snapshot whose promotion was told. */
  promoted: z.string().exactOptional(),
  /** What was told of waivers and holds, as long as it is so. */
  records: z.array(z.string()).exactOptional(),
  /** Nights in a row that came to no end. */
  unfinished: z.strictObject({ since: z.string(), nights: z.int(), last: z.string() }).exactOptional(),
});

/** `told.json`. */
export const toldSchema = z.strictObject({
  version: z.literal(1),
  memory: memory.exactOptional(),
  /** What is still to be sent, oldest first. */
  outbox: z.array(waiting),
  /** Receiver: how many of its messages were given up. */
  dropped: z.record(z.string(), z.int()),
});

type Deep<T> = T extends readonly (infer One)[]
  ? readonly Deep<One>[]
  : T extends object
    ? { readonly [Key in keyof T]: Deep<T[Key]> }
    : T;

export type NewsItem = Deep<z.infer<typeof item>>;
/** One thing that changed, to be told. */
export type News = Deep<z.infer<typeof news>>;
/** What one receiver gets at once. */
export type Message = Deep<z.infer<typeof message>>;
/** A message that did not arrive yet. */
export type WaitingMessage = Deep<z.infer<typeof waiting>>;
export type FormulaMemory = Deep<z.infer<typeof formula>>;
/** What people know: what was told of each formula, of the gate and of the nightly itself. */
export type Memory = Deep<z.infer<typeof memory>>;
/** What was told, and what is still to be sent. */
export type Told = Deep<z.infer<typeof toldSchema>>;

export const NOTHING_TOLD: Told = { version: 1, outbox: [], dropped: {} };
