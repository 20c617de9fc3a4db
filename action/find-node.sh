#!/usr/bin/env bash
# Whether the Node of this runner can run saltern: `fits=true` or `fits=false`, as an output of the step. Beside it runs
# nothing of ours yet, so it is a script.
set -euo pipefail
least=24.15
found=$(node --version 2>/dev/null || true)
fits=false
if [[ $found =~ ^v([0-9]+)\.([0-9]+)\. ]]; then
  major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
  if ((major > ${least%.*} || (major == ${least%.*} && minor >= ${least#*.}))); then fits=true; fi
fi
echo "node: ${found:-none}, needed: $least or newer"
echo "fits=$fits" >>"$GITHUB_OUTPUT"
