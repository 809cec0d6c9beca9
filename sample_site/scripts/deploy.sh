#!/usr/bin/env bash
# Builds the image and rolls it out, one region after another.
set -euo pipefail

version="$(git describe --tags --always)"
image="registry.example.org/parcel-post:${version}"

make test
docker build --tag "$image" .
docker push "$image"

for region in north south; do
  if ! kubectl --context "$region" set image deployment/tracking tracking="$image"; then
    echo "rolling back $region" >&2
    kubectl --context "$region" rollout undo deployment/tracking
    exit 1
  fi
done
