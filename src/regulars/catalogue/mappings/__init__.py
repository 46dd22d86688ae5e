"""One file a declaration; the shelf finds them by themselves."""
