"""The systems that stand in one table: llmrec and what it is measured against."""
