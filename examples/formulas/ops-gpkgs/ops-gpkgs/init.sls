include:
  - ops-gpkgs.package.install
  - ops-gpkgs.config.environment
  - ops-gpkgs.service.running
