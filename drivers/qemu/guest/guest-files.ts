import { AGENT_PORT, GUEST_SSH_PORT } from '../ports.ts';

/**
 * What saltern puts into a machine: its own SSH service and a shell at a virtio port, apart from what a suite tests.
 */

export const GUEST_FOLDER = '/opt/saltern/vm';

/**
 * Reads lines `ID SHELL` and answers `@ID CODE OUTPUT`. While nobody is connected, reading fails at once, so it must
 * sleep; a machine is always saved while we are connected, and so wakes up listening.
 */
export const AGENT = `#!/bin/sh
set -f
port=/dev/virtio-ports/${AGENT_PORT}
until [ -e "$port" ]; do sleep 1; done
exec 3<>"$port"
while :; do
  if read -r id line <&3; then
    [ -n "$line" ] || continue
    said=$(eval "$line" 2>&1 3>&-)
    echo "@$id" $? $said >&3
  else
    sleep 2
  fi
done
`;

export const AGENT_UNIT = `[Unit]
Description=saltern's shell
After=local-fs.target
DefaultDependencies=no
Conflicts=shutdown.target
Before=shutdown.target

[Service]
ExecStart=/bin/sh ${GUEST_FOLDER}/agent
Restart=always
RestartSec=1
KillMode=process

[Install]
WantedBy=multi-user.target
`;

/** systemd listens, so that new keys count without restarting anything, and nothing has to run in between. */
export const SSH_SOCKET = `[Unit]
Description=saltern's way in

[Socket]
ListenStream=${GUEST_SSH_PORT}
Accept=yes
MaxConnections=64

[Install]
WantedBy=sockets.target
`;

export const SSH_SERVICE = `[Unit]
Description=saltern's way in, one connection
CollectMode=inactive-or-failed

[Service]
ExecStart=-/usr/sbin/sshd -i -f ${GUEST_FOLDER}/sshd_config
StandardInput=socket
RuntimeDirectory=sshd
RuntimeDirectoryMode=0755
RuntimeDirectoryPreserve=yes
KillMode=process
`;

/** Only options that OpenSSH 7.4 of CentOS 7 knows too. Without PAM, a connection makes no session in logind. */
export const SSHD_CONFIG = `HostKey ${GUEST_FOLDER}/host_key
AuthorizedKeysFile ${GUEST_FOLDER}/authorized_keys
PermitRootLogin yes
PubkeyAuthentication yes
PasswordAuthentication no
ChallengeResponseAuthentication no
UsePAM no
UseDNS no
StrictModes no
PrintMotd no
X11Forwarding no
MaxSessions 100
MaxAuthTries 20
`;

/** Without PAM, sshd refuses accounts whose password field begins with '!'; a '*' allows no password either. */
export const INSTALL = `
case "$(sed -n 's/^root:\\([^:]*\\):.*/\\1/p' /etc/shadow)" in
  '!'*) usermod -p '*' root ;;
esac
chmod 600 ${GUEST_FOLDER}/host_key
systemctl daemon-reload
systemctl enable --now saltern-ssh.socket saltern-agent.service
`;
