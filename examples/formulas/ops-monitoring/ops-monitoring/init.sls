include:
  - .package.install
  - .config.file
  - .config.textfile
  - .service.running
