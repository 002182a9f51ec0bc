"""What runs a block, by language."""
