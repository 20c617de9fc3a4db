include:
  - ops-yum.config
  - ops-yum.repositories
  - ops-yum.versionlock
  - ops-yum.updates
