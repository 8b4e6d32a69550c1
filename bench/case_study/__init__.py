"""Real open-source products, installed by pip and filled, with their database watched."""
