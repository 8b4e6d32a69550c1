"""Plan, gather, judge, rank and decide: from a manifest to a report."""
