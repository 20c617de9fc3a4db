import { COMMAND_MARK, GUEST_CONFIG } from '../guest-paths.ts';

/**
 * A `salt-call` that finds the suite's configuration wherever it is started, also by `sudo`, by cron or with an empty
 * environment, and without a file in `/etc/salt`: formulas manage files there. Where one of these says anything, it
 * counts; the file that `salt-minion` brings says nothing, its lines are comments.
 */
const CHOOSE_CONFIG = `
own=${GUEST_CONFIG}
if [ -z "\${SALT_CONFIG_DIR-}" ] && [ -f "$own/minion" ] &&
  ! grep -q -s '^[[:space:]]*[^#[:space:]]' /etc/salt/minion /etc/salt/minion.d/*.conf; then
  SALT_CONFIG_DIR=$own
  export SALT_CONFIG_DIR
fi
`.trim();

/** Shell lines that put it at `$at` for Salt's own at `$real`. Written aside and renamed: `$at` may link to `$real`. */
export const WRITE_COMMAND = `
{
  printf '%s\\n' '#!/bin/sh' "${COMMAND_MARK}$real"
  cat <<'END'
${CHOOSE_CONFIG}
END
  printf 'exec %s "$@"\\n' "$real"
} >"$at.saltern"
chmod 755 "$at.saltern"
mv -f "$at.saltern" "$at"
`.trim();

/**
 * Puts one before the `salt-call` of packages or of the image, which stays what it is: where `sudo` looks before
 * `/usr/bin`, too.
 */
export const PRECEDE_COMMAND = `
real=$(command -v salt-call) || exit 0
case "$real" in
  /usr/sbin/*|/sbin/*) exit 0 ;;
  /usr/local/*) at=/usr/local/sbin/salt-call ;;
  *) at=/usr/sbin/salt-call ;;
esac
if [ -e "$at" ]; then exit 0; fi
mkdir -p "\${at%/*}"
${WRITE_COMMAND}
`.trim();
