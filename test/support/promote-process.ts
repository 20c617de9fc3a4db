import { readFileSync } from 'node:fs';
import { promoteIn, type PromoteScene } from './promote-scene.ts';

/** `promote-process.ts SCENE ID`: one promotion in a process of its own, which others kill. Exit 3 where it threw. */
const [, , file = '', id = ''] = process.argv;
try {
  await promoteIn(JSON.parse(readFileSync(file, 'utf8')) as PromoteScene, id);
} catch (error) {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 3;
}
