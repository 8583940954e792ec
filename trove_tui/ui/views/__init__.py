"""One screen or view each."""
