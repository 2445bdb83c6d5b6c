"""An agent that plans first: one call of the model writes a plan, code checks and runs it, and one
call says what was found.

`act.act` is the whole of it; `chain.chain` is LangChain's agent over the same tools.
"""
