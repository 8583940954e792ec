"""From polling to knowledge: what was last seen, what changed, what became of what was asked."""
