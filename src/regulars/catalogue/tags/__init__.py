"""Tags, one file each: what is known of a customer at the end of a day."""
