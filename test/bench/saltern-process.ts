import { execa } from 'execa';

/** Runs the built command line, as an installed saltern would be. Throws unless it exits with 0. */
export async function salternProcess(
  main: string,
  argv: readonly string[],
  { cwd, environment }: { readonly cwd: string; readonly environment: Readonly<Record<string, string>> },
): Promise<string> {
  const { stdout } = await execa(process.execPath, [main, ...argv], { cwd, env: environment, stdin: 'ignore' });
  return stdout;
}
