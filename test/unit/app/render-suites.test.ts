import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DRIVERS } from '../../../drivers/index.ts';
import { initFormula } from '../../../src/app/init-formula.ts';
import { init } from '../../../src/cli/commands/init.ts';
import { fakeApp, type FakeApp } from '../../support/fake-app.ts';

const FORMULA = {
  'web/init.sls': 'include:\n  - .more\n',
  'web/more.sls': 'x:\n  file.managed:\n    - name: {{ nothing.here }}\n',
  'pillar.example': 'web: { port: 80 }\n',
};

/** A formula, and a `salt-call` on the PATH that does what these lines of shell do. */
function withSalt(script: string, files: Readonly<Record<string, string>> = FORMULA): FakeApp {
  const first = fakeApp(files);
  const bin = join(first.cwd, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'salt-call'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, 'salt-call'), 0o755);
  return { ...first, environment: { PATH: `${bin}:${process.env['PATH']}` }, driverNames: Object.keys(DRIVERS) };
}

const render = { directory: '.', isForced: false, isRendered: true };
const told = (
  problems: readonly { readonly file: string; readonly line: number; readonly message: string }[],
  app: FakeApp,
) => problems.map(({ file, line, message }) => `${file.replace(`${app.cwd}/`, '')}:${line} ${message}`);

describe('a first render by the Salt of this machine', () => {
  it('tells what Salt says with file and line, and is no reason to fail', async () => {
    const errors = ["Rendering SLS 'base:web.more' failed: Jinja variable 'nothing' is undefined; line 3"];
    const app = withSalt(`echo '${JSON.stringify({ local: errors }).replaceAll("'", "'\\''")}'; exit 1`);

    const { problems, rendered } = await initFormula(app, render);

    expect(rendered).toBe('yes');
    expect(told(problems, app)).toEqual([
      "web/more.sls:3 Salt here, for the suite 'default': Rendering SLS 'base:web.more' failed: Jinja variable 'nothing' is undefined; line 3",
    ]);
  });

  it('gives Salt the states, the pillar and the minion of the suite in a folder that is gone afterwards', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('saltern-render-'));
    const app = withSalt(
      'echo "$@" > "$HERE"; cat "$2/minion" "$2/../srv/pillar/web.sls" "$2/../srv/salt/web/init.sls" >> "$HERE"; echo \'{"local": {"x": {}}}\''.replaceAll(
        '$HERE',
        join(tmpdir(), `saltern-heard-${process.pid}`),
      ),
    );

    const { problems } = await initFormula(app, render);

    const heard = readFileSync(join(tmpdir(), `saltern-heard-${process.pid}`), 'utf8');
    expect(problems).toEqual([]);
    expect(heard).toMatch(/^--config-dir \S+\/etc --local --out json --log-level quiet state\.show_sls web\n/);
    expect(heard).toMatch(/file_client: "local"/);
    expect(heard).not.toContain('/var/lib/saltern');
    expect(heard).toContain('web: { port: 80 }');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('saltern-render-'))).toEqual(before);
  });

  it('asks for the pillar itself where that is what fails', async () => {
    const errors = {
      _errors: [
        "Rendering SLS 'web' failed. Please see master log for details.",
        "Rendering SLS 'web' failed: mapping values are not allowed here; line 1",
      ],
    };
    const app = withSalt(`case "$*" in
*pillar.items) echo '${JSON.stringify({ local: errors }).replaceAll("'", "'\\''")}' ;;
*) echo "Error running 'state.show_sls': Pillar failed to render with the following messages:" >&2; exit 1 ;;
esac`);

    const { problems } = await initFormula(app, render);

    expect(told(problems, app)).toContain(
      "pillar.example:1 Salt here, for the suite 'default': Rendering SLS 'web' failed: mapping values are not allowed here; line 1",
    );
  });

  it('of a whole tree shows its highstate', async () => {
    const app = withSalt('case "$*" in *state.show_highstate) echo \'{"local": ["No Top file"]}\' ;; esac', {
      'top.sls': "base: { '*': [a] }\n",
      'a.sls': '',
      'b.sls': '',
    });

    expect(told((await initFormula(app, render)).problems, app)).toEqual([expect.stringContaining('No Top file')]);
  });

  it.each([
    ['says nothing of use', 'exit 3', /failed$/],
    ['dies with a traceback', 'echo "Traceback" >&2; echo "OSError: no" >&2; exit 1', /OSError: no$/],
  ])('by a Salt that %s is told as that', async (_, script, said) => {
    const app = withSalt(script);

    expect(told((await initFormula(app, render)).problems, app)).toEqual([expect.stringMatching(said)]);
  });

  it('is not made unasked: what templates call would run on this machine', async () => {
    const app = withSalt('exit 9');

    const { problems, rendered } = await initFormula(app, { ...render, isRendered: false });

    expect(problems).toEqual([]);
    expect(rendered).toBe('could');
  });

  it('is offered where Salt is, and said to be missing where it is wanted and Salt is not', async () => {
    const offered = await init(withSalt('exit 9'), {});
    const missing = await init(fakeApp(FORMULA, { environment: { PATH: '/nowhere' } }), { render: true });
    const silent = await init(fakeApp(FORMULA, { environment: { PATH: '/nowhere' } }), {});

    expect(offered.lines?.join('\n')).toContain('saltern init --force --render');
    expect(missing.lines?.join('\n')).toContain("nothing was rendered: there is no 'salt-call' on the PATH");
    expect(silent.lines?.join('\n')).not.toContain('render');
  });
});
