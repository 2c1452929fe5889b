"""The child process that looks at foreign files: JSON request on stdin, JSON lines on stdout, within limits."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cockpit.drafting.proposal import Proposal
from cockpit.drafting.reading import tables
from cockpit.errors import SourceError
from cockpit.sources.child import limit, tell
from cockpit.sources.lean import forgo_pandas


def main() -> None:
    """Works through the request's files, one at a time."""
    request = json.loads(sys.stdin.readline())
    limit(request["address_space"], request["cpu_seconds"])
    forgo_pandas()
    for number, item in enumerate(request["items"]):
        tell(started=number)
        where = {"source": request["source"], "file": item["file"]}
        folder = Path(item["folder"])
        try:
            folder.mkdir(parents=True, exist_ok=True)
            found = list(tables(Path(item["path"]), item["file"], folder, request["unnamed"], request["record"]))
        except SourceError as error:
            tell(refused=number, key=error.key, arguments=error.arguments | where)
        except MemoryError:
            tell(refused=number, key="too_much_memory", arguments=where)
        except Exception as error:  # noqa: BLE001 - a foreign file must never stop the others
            tell(
                refused=number, key="file_unreadable", arguments=where | {"reason": f"{type(error).__name__}: {error}"}
            )
        else:
            proposals = [one.as_dict() for one in found if isinstance(one, Proposal)]
            tell(
                done=number, proposals=proposals, unknown=[vars(one) for one in found if not isinstance(one, Proposal)]
            )


if __name__ == "__main__":
    main()
