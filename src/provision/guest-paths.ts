/** Where things lie in a guest. `/var`, because `/run` and `/tmp` are emptied at boot. */
export const GUEST_ROOT = '/var/lib/saltern';
/** Its minion configuration: `salt-call -c /var/lib/saltern/etc state.apply X` works by hand. */
export const GUEST_CONFIG = `${GUEST_ROOT}/etc`;
export const GUEST_FILE_ROOT = `${GUEST_ROOT}/srv/salt`;
export const GUEST_PILLAR_ROOT = `${GUEST_ROOT}/srv/pillar`;
/** A virtual environment made by pip. */
export const GUEST_PIP_SALT = '/opt/saltern/salt';
/** Where the official onedir packages have it too. */
export const GUEST_ONEDIR_SALT = '/opt/saltstack/salt';
/** The socket on which the Salt that is kept ready listens. */
export const GUEST_RESIDENT = '/run/saltern-salt';
/**
 * A program that prints what decides which packages a guest can get, and what it printed when the guest was prepared on a
 * snapshot that cannot change.
 */
export const GUEST_REPOSITORIES = `${GUEST_ROOT}/repositories`;
/** Begins the second line of a `salt-call` of ours; what follows is the path of Salt's own. */
export const COMMAND_MARK = '# saltern: ';
