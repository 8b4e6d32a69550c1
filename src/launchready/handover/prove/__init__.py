"""Ways to show that an account of the product is one's own."""
