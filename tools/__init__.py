"""What an agent calls: small typed functions over the pipeline, and adapters that offer them.

Every tool takes one model of arguments and returns one model of results; `registry.call` is the
door for arguments that somebody else wrote.
"""
