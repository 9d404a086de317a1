"""The small closed set of blocks between the tutor and the renderers."""
