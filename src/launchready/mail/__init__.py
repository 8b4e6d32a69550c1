"""Mail: its protocols, its reports, and what arrives; above the network, below the checks."""
