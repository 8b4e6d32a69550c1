"""Which indexes a statement lacks, proven on a throw-away copy of the tables it reads."""
