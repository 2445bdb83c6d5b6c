"""Loaders of labelled sets. They read in place from the folder that `LLMREC_DATA` names."""
