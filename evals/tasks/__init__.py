"""The tasks, one short file each: dataset + split + candidates + systems + metrics + threshold."""
