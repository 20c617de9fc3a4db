/** Opens a history and keeps runs in it: a process of its own. Arguments: the place as JSON, a word for its runs, how many. */
import type { HistoryPlace } from '../../src/contract/history.ts';
import { openHistoryAt } from '../../src/store/history/index.ts';
import { instanceStory, runStory } from './history-data.ts';

const [, , where = '', word = '', number = '0'] = process.argv;
const place: HistoryPlace = JSON.parse(where);
await using history = await openHistoryAt({ place, project: 'fleet', waitMs: 30_000 });
for (let index = 0; index < Number(number); index++) {
  const instances = ['ops-ssh', 'ops-time', 'ops-sudo'].map((formula) => instanceStory({ formula }));
  await history.putRun(runStory({ runId: `20261123T020000-${word}${index}`, instances }));
  // The same one that the other process keeps too.
  await history.putRun(runStory({ runId: '20261123T020000-both', instances }));
}
