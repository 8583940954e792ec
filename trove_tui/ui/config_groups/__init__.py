"""Configuration groups on the screen: the editor of their values, and the switch to another one."""
