"""Early warning: where more tickets came than the calendar, the season and the last weeks let expect."""

from cockpit.alerts.clusters import Cluster, clusters
from cockpit.alerts.devices import Failing, devices
from cockpit.alerts.outlook import Alert, Outlook, outlook
from cockpit.alerts.ranges import Range, Ranges, ranges
from cockpit.alerts.series import Where

__all__ = [
    "Alert",
    "Cluster",
    "Failing",
    "Outlook",
    "Range",
    "Ranges",
    "Where",
    "clusters",
    "devices",
    "outlook",
    "ranges",
]
