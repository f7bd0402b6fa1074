"""What the screen shows at each step, as data."""
