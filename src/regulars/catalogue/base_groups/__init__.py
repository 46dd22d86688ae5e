"""Groups of customers that crossings are made of, one file each, over four dimensions."""
