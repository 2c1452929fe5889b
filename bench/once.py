"""One sync of the configured site, as ``python -m cockpit sync`` begins, to its published snapshot.

Prints how many tickets were read from their start and accepted, and what was read by the watermark. (The command goes
on to look for warnings: ``bench.alerts``.)
"""

import json

from cockpit import settings
from cockpit.sources.lean import forgo_pandas
from cockpit.sync import sync

if __name__ == "__main__":
    forgo_pandas()
    outcome = sync(settings.load()).outcomes["tickets"]
    whole = {"read": outcome.read, "accepted": outcome.accepted}
    print(json.dumps({"whole": whole, "onward": outcome.onward.counts if outcome.onward else None}))
