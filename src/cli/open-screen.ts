import { Chalk } from 'chalk';
import type { Reporter } from '../contract/events.ts';
import type { Goal } from '../contract/phases.ts';
import { givesVerdict } from '../report/gives-verdict.ts';
import { chooseTerminal } from '../report/terminal/choose-terminal.ts';
import type { App } from './app.ts';

/** The screen of a run: a live table where it can be redrawn, else one line per event. */
export async function openScreen(app: App, goal: Goal): Promise<Reporter> {
  const { isTty, colourLevel } = app.terminal();
  return chooseTerminal(
    { isTty, environment: app.environment },
    {
      write: app.write,
      chalk: new Chalk({ level: colourLevel }),
      size: () => app.terminal(),
      now: app.now,
      cwd: app.cwd,
      files: givesVerdict(goal) ? ['index.html', 'junit.xml', 'log/'] : ['log/'],
      hasLinks: await app.canLink(),
    },
  );
}
