/** Ports between this machine and a guest: QEMU makes them, and what saltern puts into the guest listens there. */

/** Port of saltern's own SSH service: a formula may do what it likes to port 22. */
export const GUEST_SSH_PORT = 22022;
/** Name of the virtio port of saltern's shell. */
export const AGENT_PORT = 'org.saltern.agent';
