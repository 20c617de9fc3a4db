import { describe, expect, it } from 'vitest';
import { explainInstance } from '../../../src/config/explain-instance.ts';
import { load, problemsOf, projectFolder } from './project-folder.ts';

const ENVIRONMENT = {
  IMAGE: 'centos:stream9',
  SALT: '3006.28',
  TOKEN: 'geheim',
  WHERE: 'formulas',
  ROOT: '/srv/mirror',
};

const PROJECT = `formula: \${WHERE}/ops-ssh
salt: \${SALT:-3007.15}
platforms:
  here:
    image: "registry.example/\${IMAGE}"
    memory: \${MEMORY:-512m}
    docker: { volumes: ['\${ROOT}:/mirror'] }
snapshots: { root: '\${ROOT}', url: 'http://\${HOST:-mirror.example}/' }
prepare:
  environment: { TOKEN: '\${TOKEN}', PLAIN: text }
  mounts: { '\${ROOT}/ca.pem': '/tmp/\${SALT}.pem' }
  commands: ['echo \${IMAGE} $\${SALT}']
hooks: [{ after: create, run: 'echo \${TOKEN}' }]
tags: ['\${IMAGE}']
suites:
  default:
    states: ['\${IMAGE}']
    pillar: { key: '\${TOKEN}' }
    checks: { command: { 'echo \${IMAGE}': { exit-status: 0, stdout: ['\${IMAGE}'] } } }
`;

async function loadWith(environment: Readonly<Record<string, string>>) {
  await using folder = await projectFolder({ 'saltern.yml': PROJECT });
  const project = await load(folder, { environment });
  const [instance] = project.instances;
  if (instance === undefined) throw new Error('no instance');
  return { folder, project, instance };
}

describe('variables of the environment', () => {
  it('are filled into paths, images, sizes, versions, URLs, mounts and environments', async () => {
    const { folder, project, instance } = await loadWith(ENVIRONMENT);

    expect(instance.driver.config).toMatchObject({
      image: 'registry.example/centos:stream9',
      memory: '512m',
      volumes: ['/srv/mirror:/mirror'],
    });
    expect(instance.salt).toMatchObject({ from: 'pip', version: '3006.28' });
    expect(instance.trees[0]?.source).toMatchObject({ path: `${folder.path}/formulas/ops-ssh` });
    expect(project.snapshots).toMatchObject({ root: '/srv/mirror', url: 'http://mirror.example' });
    expect(instance.prepare.environment).toEqual({ TOKEN: 'geheim', PLAIN: 'text' });
    expect(instance.prepare.mounts).toEqual({ '/srv/mirror/ca.pem': '/tmp/3006.28.pem' });
  });

  it('are left to the shell in shell lines, and to Salt in its data; states, tags and checks stay as they are', async () => {
    const { instance } = await loadWith(ENVIRONMENT);

    expect(instance.prepare.commands).toEqual(['echo ${IMAGE} $${SALT}']);
    expect(instance.hooks[0]).toMatchObject({ run: 'echo ${TOKEN}' });
    expect(instance.pillar.inline.view).toEqual({ key: '${TOKEN}' });
    expect(instance.pillar.inline.text).toContain('${TOKEN}');
    expect(instance.tags).toEqual(['${IMAGE}']);
    expect(instance.states).toMatchObject({ states: ['${IMAGE}'] });
    expect(JSON.stringify(instance.verify)).toContain('echo ${IMAGE}');
  });

  it('are named where `config show` says where a value comes from, and what may be a secret is shown as it is written', async () => {
    const { project, instance } = await loadWith(ENVIRONMENT);

    const rows = explainInstance(project, instance.name).map(({ path, value, origin }) => [path, value, origin]);

    expect(rows).toContainEqual([
      'docker.image',
      'registry.example/centos:stream9',
      'saltern.yml:5:5, environment IMAGE',
    ]);
    expect(rows).toContainEqual(['docker.memory', '512m', 'saltern.yml:6:5, environment MEMORY']);
    expect(rows).toContainEqual(['docker.volumes', ['/srv/mirror:/mirror'], 'saltern.yml:7:15, environment ROOT']);
    expect(rows).toContainEqual(['prepare.environment.TOKEN', '${TOKEN}', 'saltern.yml:10:18, environment TOKEN']);
    expect(rows).toContainEqual(['prepare.environment.PLAIN', 'text', 'saltern.yml:10:37']);
    expect(JSON.stringify(rows)).not.toContain('geheim');
  });

  it('that are not set, or not written as variables, are problems at their places, all at once', async () => {
    const problems = await problemsOf({
      'saltern.yml': `formula: formulas/ops-ssh
platforms:
  here: { image: 'registry.example/\${GONE}' }
  there: { image: 'centos:\${1}' }
suites: { default: }
`,
      'saltern.local.yml': 'snapshots:\n  root: /srv/${ALSO_GONE}/x\n',
    });

    expect(problems).toEqual([
      "saltern.yml:3:36  the environment has no variable 'GONE': set it, or give a default: ${GONE:-…}",
      "saltern.yml:4:27  '${1}' is no variable: write ${NAME} or ${NAME:-default}, and $${ for the text itself",
      "saltern.local.yml:2:14  the environment has no variable 'ALSO_GONE': set it, or give a default: ${ALSO_GONE:-…}",
    ]);
  });

  it('that are empty are no value', async () => {
    const files = {
      'saltern.yml': 'formula: formulas/ops-ssh\nplatforms: { here: { image: "${E}" } }\nsuites: { default: }\n',
    };

    expect(await problemsOf(files, { environment: { E: '' } })).toContainEqual(
      "saltern.yml:2:29  'image': expected some text, got ''",
    );
  });

  it('make a number only where the text of one is taken', async () => {
    const files = {
      'saltern.yml': 'formula: formulas/ops-ssh\nplatforms: [centos-7]\nconcurrency: ${N}\nsuites: { default: }\n',
    };

    expect(await problemsOf(files, { environment: { N: '3' } })).toEqual([
      "saltern.yml:3:14  'concurrency': expected a whole number, got '${N}'",
    ]);
  });
});
