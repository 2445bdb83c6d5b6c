"""What people did with the items of a catalogue, and what that says of a person's next one."""

from llmrec.behaviour.facts import Facts
from llmrec.behaviour.model import SIGNALS, Behaviour
from llmrec.behaviour.past import Events, Past
from llmrec.behaviour.store import opened

__all__ = ["SIGNALS", "Behaviour", "Events", "Facts", "Past", "opened"]
