"""Measurements: what Nexus takes, beside its peers in the same run."""
