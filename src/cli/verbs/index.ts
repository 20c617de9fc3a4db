import { addCacheVerbs } from './cache-verbs.ts';
import { addChangedVerbs } from './changed-verbs.ts';
import type { VerbGroup } from './declare-verb.ts';
import { addFarmVerbs } from './farm-verbs.ts';
import { addGateRecordVerbs } from './gate-record-verbs.ts';
import { addGateVerbs } from './gate-verbs.ts';
import { addHistoryVerbs } from './history-verbs.ts';
import { addInstanceVerbs, addListVerb } from './instance-verbs.ts';
import { addKeyVerbs } from './key-verbs.ts';
import { addMoveVerbs } from './move-verbs.ts';
import { addNightVerbs } from './night-verbs.ts';
import { addPublishVerbs } from './publish-verbs.ts';
import { addNotifyVerbs } from './notify-verbs.ts';
import { addRunVerbs } from './run-verbs.ts';
import { addSetUpVerbs } from './set-up-verbs.ts';
import { addShardVerbs } from './shard-verbs.ts';
import { addSiteVerbs } from './site-verbs.ts';
import { addSnapshotVerbs } from './snapshot-verbs.ts';

/** Every verb, in the order of `--help`. A new group of verbs is one line here. */
export const VERB_GROUPS: readonly VerbGroup[] = [
  addListVerb,
  addRunVerbs,
  addChangedVerbs,
  addShardVerbs,
  addInstanceVerbs,
  addHistoryVerbs,
  addSetUpVerbs,
  addCacheVerbs,
  addSnapshotVerbs,
  addGateVerbs,
  addGateRecordVerbs,
  addMoveVerbs,
  addKeyVerbs,
  addNightVerbs,
  addFarmVerbs,
  addSiteVerbs,
  addPublishVerbs,
  addNotifyVerbs,
];
