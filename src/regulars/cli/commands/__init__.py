"""The commands, one file each; a file's ``command`` is imported when its name is asked for."""
