"""What a layer costs, in formulas and for MobileNet."""
