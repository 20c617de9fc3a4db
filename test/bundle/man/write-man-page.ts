import { writeFileSync } from 'node:fs';
import { createApp } from '../../../src/cli/create-app.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import { renderManPage } from './render-man-page.ts';

/** Writes the page of the verbs that are declared now. */
export function writeManPage(file: string): void {
  const program = buildProgram(createApp(process), () => undefined);
  writeFileSync(file, renderManPage(program));
}
