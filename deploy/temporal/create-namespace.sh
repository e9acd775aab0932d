#!/bin/sh
# The namespace of this installation. Histories are kept for a while after a workflow ends, and hold ids, encrypted.
set -eu
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 72h
