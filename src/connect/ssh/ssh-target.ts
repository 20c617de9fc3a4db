/** Where a machine answers over SSH, and how it is known. */
export interface SshTarget {
  readonly host: string;
  readonly port: number;
  /** The user that logs in and runs commands that name no other user: root, in general. */
  readonly user: string;
  /** Absolute path of the private key's file (OpenSSH's format). */
  readonly keyFile: string;
  /** Host public keys that are accepted, as `ssh-ed25519 AAAA…`; anything else is refused. */
  readonly hostKeys: readonly string[];
  /** Absolute path of the known hosts for the real `ssh` of `loginCommand`; written when the connection is opened. */
  readonly knownHostsFile: string;
  /** For messages: the instance's name. */
  readonly name: string;
  /**
   * Whether the machine is still there; asked once a second while nothing answers, and when the line breaks. May throw
   * a SalternError, which then is the reason (a kernel panic with its line).
   */
  readonly isAlive: () => Promise<boolean>;
}

/** `'ops-ssh-default-centos-7' at 127.0.0.1:2222` */
export function nameTarget({ name, host, port }: SshTarget): string {
  return `'${name}' at ${host}:${port}`;
}
