include:
  - ops-sudo.package.install
  - ops-sudo.config.file
