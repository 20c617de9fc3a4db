include:
  - ops-ssh.config
  - ops-ssh.service
