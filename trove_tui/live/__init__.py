"""The live data of scopes: polling, snapshots and their changes, operations."""
