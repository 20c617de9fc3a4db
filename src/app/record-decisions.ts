import type { FleetEvent, Reporter } from '../contract/events.ts';
import { withHistory, type HistoryProject } from './open-history.ts';
import type { RecordServices } from './record-history.ts';
import { tellHistoryTrouble } from './tell-history-trouble.ts';

/** Keeps decisions in the history as they are made; `close` waits for them and never throws. */
export function recordDecisions(
  services: RecordServices,
  project: HistoryProject,
): Required<Pick<Reporter, 'on' | 'onFleet' | 'close'>> {
  const made: Extract<FleetEvent, { type: 'decision-made' }>[] = [];
  return {
    on: () => undefined,
    onFleet(event) {
      if (event.type === 'decision-made') made.push(event);
    },
    async close() {
      const entries = made.splice(0).map(({ entry }) => entry);
      if (entries.length === 0) return;
      await tellHistoryTrouble(services, () =>
        withHistory(services, project, async (history) => {
          for (const entry of entries) await history.putDecision(entry);
        }),
      );
    },
  };
}
