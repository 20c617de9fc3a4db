include:
  - .package.install
  - .config.kerberos
  - .config.sssd
  - .config.join
  - .config.profile
  - .service.running
