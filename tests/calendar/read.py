"""Reads a calendar from standard input with a reader that is none of ours, and says each event as a line of JSON."""
import json
import sys

import icalendar

calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
assert not calendar.errors, calendar.errors
print(json.dumps({"name": str(calendar["X-WR-CALNAME"]), "version": str(calendar["VERSION"])}))
for event in calendar.walk("VEVENT"):
    assert not event.errors, event.errors
    print(json.dumps({
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "start": event.decoded("DTSTART").isoformat(),
        "end": event.decoded("DTEND").isoformat(),
        "stamp": event.decoded("DTSTAMP").isoformat(),
        "status": str(event["STATUS"]),
        "summary": str(event["SUMMARY"]),
        "description": str(event["DESCRIPTION"]),
    }))
