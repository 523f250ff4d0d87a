"""What a house allows: pure decisions over a situation, with the numbers of one data file, house.toml."""
