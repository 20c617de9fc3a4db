include:
  - .package
  - .config
  - .service
  - .networks
