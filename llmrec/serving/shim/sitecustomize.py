"""For the server's processes only: hides three packages whose builds do not match torch here.

vLLM's processor build pulls them in, then dies when it imports them. They are of no use to us.
It works in children of children too, since every Python process reads this file first.
"""

import sys

for _name in ("torchvision", "torchaudio", "torchcodec"):
    sys.modules[_name] = None  # type: ignore[assignment]
