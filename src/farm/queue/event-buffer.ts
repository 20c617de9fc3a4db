import type { NewRunEvent } from '../../contract/events.ts';

export type ToldEvent = NewRunEvent & { readonly at: number };

/** Events in their order, with the number of the first, from 1. */
export interface EventBatch {
  readonly first: number;
  readonly events: readonly ToldEvent[];
}

/** Events that wait to be sent. Where there are too many, the oldest output makes room, and a line says how much. */
export class EventBuffer {
  readonly #most: number;
  #waiting: ToldEvent[] = [];
  #sent = 0;
  #droppedLines = 0;
  #droppedLast: Extract<ToldEvent, { readonly type: 'output' }> | undefined;

  /** `most`: how many events wait at most, as far as they are output. Default 5000. */
  constructor(most = 5000) {
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(event: ToldEvent): void {
    this.#waiting.push(event);
    if (this.#waiting.length > this.#most) this.#drop();
  }

  /** Takes the oldest ones out: as often as these are sent, they have the same numbers. */
  take(most = 200): EventBatch {
    const events = [...this.#tellDropped(), ...this.#waiting.splice(0, most)];
    const first = this.#sent + 1;
    this.#sent += events.length;
    return { first, events };
  }

  /** A quarter at once, so that this is rare. */
  #drop(): void {
    let left = Math.ceil(this.#most / 4);
    this.#waiting = this.#waiting.filter((event) => {
      if (left === 0 || event.type !== 'output') return true;
      left -= 1;
      this.#droppedLines += countLines(event.text);
      this.#droppedLast = event;
      return false;
    });
  }

  #tellDropped(): readonly ToldEvent[] {
    if (this.#droppedLast === undefined) return [];
    const lines = this.#droppedLines === 1 ? '1 line' : `${this.#droppedLines} lines`;
    const text = `saltern left out ${lines} of output here: the database was away for too long\n`;
    const told = { ...this.#droppedLast, text };
    this.#droppedLast = undefined;
    this.#droppedLines = 0;
    return [told];
  }
}

function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
