import { Chalk } from 'chalk';
import type { Reporter } from '../contract/events.ts';
import type { Goal } from '../contract/phases.ts';
import { givesVerdict } from '../report/gives-verdict.ts';
import { chooseTerminal } from '../report/terminal/choose-terminal.ts';
import { endReporter } from '../report/terminal/end-reporter.ts';
import type { App } from './app.ts';

/** What a run that gives verdicts leaves for people. */
const FILES = ['index.html', 'junit.xml', 'log/'];

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
      files: givesVerdict(goal) ? FILES : ['log/'],
      hasLinks: await app.canLink(),
    },
  );
}

/** The screen of a run that was elsewhere: its end alone. */
export function openEndScreen({ terminal, write, cwd }: Pick<App, 'terminal' | 'write' | 'cwd'>): Reporter {
  const chalk = new Chalk({ level: terminal().colourLevel });
  return endReporter({ write, chalk, cwd, files: FILES });
}
