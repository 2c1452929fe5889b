"""Early warning: where more tickets came than the calendar, the season and the last weeks let expect."""

from cockpit.alerts.outlook import Alert, Outlook, outlook
from cockpit.alerts.series import Where

__all__ = ["Alert", "Outlook", "Where", "outlook"]
