"""Whatever a link, a proxy or a server can do wrong, done to each request the screen makes."""
