"""The command line: parse, call, render; no logic. One file for each group of commands."""
