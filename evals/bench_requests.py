"""Twelve requests for electronics, as people write them; the benchmark asks nothing else."""

REQUESTS = (
    "a wireless mouse for small hands, under $30",
    "I need a light laptop for travelling, at most 1000 dollars, not from HP",
    "headphones I can wear all day in the office, with a microphone for calls",
    "a black and white laser printer for a small office, cheaper than $250",
    "an external hard drive with at least 1 TB to back up my photos",
    "a projector that is bright enough for a meeting room with windows",
    "a sturdy bag for a 15 inch laptop, black, below $60",
    "a memory card for my camera, fast enough for video",
    "something to charge my phone when I am out hiking, under $50",
    "a 27 inch monitor for photo editing, I don't want a curved one",
    "a quiet mechanical keyboard for programming, between $40 and $120",
    "a docking station so that my notebook can drive two screens over USB-C",
)
NO_PRICE = "a wireless mouse for small hands"
PRICE = "a wireless mouse for small hands, between $15 and $40"
"""The same request without and with a price range."""
