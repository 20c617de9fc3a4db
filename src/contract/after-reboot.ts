/** What the message of a check, or the comment of a state, starts with when it went wrong after a reboot. */
export const AFTER_REBOOT = 'after the reboot: ';
