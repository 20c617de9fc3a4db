include:
  - ops-ssh.config

sshd-service:
  service.running:
    - name: sshd
    - enable: True
    - require:
      - pkg: sshd-package
      - file: sshd-banner
