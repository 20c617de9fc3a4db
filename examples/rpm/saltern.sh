#!/bin/sh
# With the Node that came along: the system's may be too old, or not there.
exec /usr/lib/saltern/node /usr/lib/saltern/dist/saltern.cjs "$@"
