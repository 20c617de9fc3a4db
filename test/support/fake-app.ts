import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findDriver, loadDriver, SHOWN_DRIVERS } from '../../drivers/index.ts';
import { createMasker } from '../../src/base/secret/masker.ts';
import type { App } from '../../src/cli/app.ts';

/** What a command was given and what it said. */
export interface FakeApp extends App {
  /** All that went to stdout and to stderr so far. */
  readonly said: { stdout: string; stderr: string };
}

/** The outside as commands see it, in a folder of its own that holds these files: no terminal, no environment, pretended instances. */
export function fakeApp(files: Readonly<Record<string, string>> = {}, change: Partial<App> = {}): FakeApp {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'saltern-app-')));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  const said = { stdout: '', stderr: '' };
  const driver = loadDriver('fake');
  return {
    cwd,
    environment: { PATH: process.env['PATH'] },
    cacheDirectory: join(cwd, 'cache'),
    secrets: createMasker(),
    signal: new AbortController().signal,
    nodeVersion: process.versions.node,
    user: 'tester@here',
    now: () => performance.timeOrigin + performance.now(),
    tell: (line) => void (said.stderr += `${line}\n`),
    driverNames: ['fake'],
    shownDrivers: SHOWN_DRIVERS,
    driverSchema: (name) => findDriver(name).schema(),
    driver: (name) => (name === 'fake' ? driver : loadDriver(name)),
    terminal: () => ({ isTty: false, columns: 80, rows: 24, colourLevel: 0 }),
    canLink: () => Promise.resolve(false),
    isInteractive: () => false,
    write: (text) => void (said.stdout += text),
    talk: (text) => void (said.stderr += text),
    order: (line) => void (said.stdout += `${line}\n`),
    relay: (stream) => ({ push: (bytes) => void (said[stream] += bytes.toString()), end: () => undefined }),
    unread: new AbortController().signal,
    input: () => undefined,
    interact: () => Promise.resolve(0),
    ...change,
    said,
  };
}
