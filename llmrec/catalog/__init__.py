"""Catalogues: a schema, the items, and what finds them (Chroma, BM25, columns to filter by).

`catalogue.Catalogue` is what the stages see; `indexing` writes what it reads.
"""
