"""Behaviours, one file each: what people do at a moment, made of facts."""
