"""Where a scene's panels stand."""
