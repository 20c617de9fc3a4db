#!/bin/sh
# Managed by Salt, formula ops-monitoring: counts packages for node exporter's textfile collector, in the folder $1.
set -eu
aside=$(mktemp "$1/.packages.XXXXXX")
trap 'rm -f "$aside"' EXIT
cat > "$aside" <<END
# HELP ops_packages_installed Packages in the RPM database.
# TYPE ops_packages_installed gauge
ops_packages_installed $(rpm -qa | wc -l)
END
chmod 0644 "$aside"
# The exporter must never read half of it.
mv "$aside" "$1/packages.prom"
