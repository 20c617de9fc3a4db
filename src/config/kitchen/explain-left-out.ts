const TESTS = 'its tests are not translated; say what must be true afterwards under `checks`';
const MACHINERY = "of Test Kitchen's own workings; nothing here needs it";
const UNKNOWN = 'saltern.yml has no word for it';

/** Keys that only say how Test Kitchen itself works, wherever they stand. */
const OWN_WORKINGS: readonly string[] = [
  'transport',
  'use_sudo',
  'vm_hostname',
  'name',
  'log_level',
  'require_chef',
  'salt_enable_color',
  'salt_force_color',
  'sudo',
  'sudo_command',
  'root_path',
  'use_cache',
  'remove_images',
  'pull_platform_image',
  'wait_for_transport',
  'install_after_init_environment',
  'salt_bootstrap_url',
  'salt_bootstrap_options',
  'chef_bootstrap_url',
  'bootstrap_url',
  'privileged',
];

/** Why something of kitchen.yml is left out that no part of the translation asked for. */
export function explainLeftOut(words: readonly string[]): string {
  if (words.includes('verifier')) return TESTS;
  const last = words.at(-1) ?? '';
  if (last === 'privileged')
    return 'systemd needs no privileges here; if the formula does: `docker: { privileged: true }`';
  return OWN_WORKINGS.includes(last) || words.includes('transport') ? MACHINERY : UNKNOWN;
}
