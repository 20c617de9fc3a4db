import { toTrouble } from '../contract/to-trouble.ts';
import type { Services } from './services.ts';

/** Does something to the history; trouble is a line, for whatever was to be kept can be read in later. Never throws. */
export async function tellHistoryTrouble({ tell }: Pick<Services, 'tell'>, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    tell(`history could not be written: ${toTrouble(error).message}; \`saltern history import\` reads it in later`);
  }
}
