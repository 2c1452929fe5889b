"""One sync of the configured site, as ``python -m cockpit sync`` begins; prints what was read by the watermark."""

import json

from cockpit import settings
from cockpit.sources.lean import forgo_pandas
from cockpit.sync import sync

if __name__ == "__main__":
    forgo_pandas()
    onward = sync(settings.load()).outcomes["tickets"].onward
    print(json.dumps(onward.counts if onward else None))
