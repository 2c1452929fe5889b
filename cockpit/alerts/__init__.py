"""Early warning: where more tickets came than the calendar, the season and the last weeks let expect, and what will."""

from cockpit.alerts.ahead import Ahead, ahead
from cockpit.alerts.backlog import Arrears, backlog
from cockpit.alerts.clusters import Cluster, clusters
from cockpit.alerts.devices import Failing, devices
from cockpit.alerts.outlook import Alert, Outlook, outlook
from cockpit.alerts.parts import Short, parts
from cockpit.alerts.ranges import Range, Ranges, ranges
from cockpit.alerts.series import Where
from cockpit.alerts.sla_ahead import Sla, sla_ahead
from cockpit.alerts.volume import Volume, volume

__all__ = [
    "Ahead",
    "Alert",
    "Arrears",
    "Cluster",
    "Failing",
    "Outlook",
    "Range",
    "Ranges",
    "Short",
    "Sla",
    "Volume",
    "Where",
    "ahead",
    "backlog",
    "clusters",
    "devices",
    "outlook",
    "parts",
    "ranges",
    "sla_ahead",
    "volume",
]
