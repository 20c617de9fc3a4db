include:
  - .trust
  - .certificates
  - .expiry
