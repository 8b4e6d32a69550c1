"""The drill that lets the product send its own mails, and looks at what arrives."""
