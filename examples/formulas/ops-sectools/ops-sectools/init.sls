include:
  - ops-sectools.package.install
  - ops-sectools.config.audit
  - ops-sectools.config.login
  - ops-sectools.config.kernel
  - ops-sectools.service.auditd
  - ops-sectools.service.aide
