//! Points in time as people type them.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};

/// Reads a length of time before now (`90s`, `15m`, `6h`, `2d`, `1w`), `now`, `today`, `yesterday`, a date with or
/// without a time of day in `zone`, or RFC 3339.
#[must_use]
pub fn parse(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let local = now.to_zoned(zone.clone());
    let midnight = |date: Date| {
        date.to_zoned(zone.clone())
            .ok()
            .map(|zoned| zoned.timestamp())
    };
    match text.to_lowercase().as_str() {
        "now" => return Some(now),
        "today" => return midnight(local.date()),
        "yesterday" => return midnight(local.date().checked_sub(1.day()).ok()?),
        _ => {}
    }
    if let Ok(span) = text.parse::<Span>() {
        let before = if span.is_negative() { span } else { -span };
        return local
            .checked_add(before)
            .ok()
            .map(|zoned| zoned.timestamp());
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    if let Ok(date_time) = text.parse::<DateTime>() {
        return date_time
            .to_zoned(zone.clone())
            .ok()
            .map(|zoned| zoned.timestamp());
    }
    text.parse::<Date>().ok().and_then(midnight)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let now = "2026-06-24T08:02:11Z".parse().unwrap();
        parse(text, now, &zone).map(|time| time.to_string())
    }

    #[test]
    fn every_form_is_read() {
        for (text, expected) in [
            ("now", "2026-06-24T08:02:11Z"),
            ("90s", "2026-06-24T08:00:41Z"),
            ("15m", "2026-06-24T07:47:11Z"),
            ("6h", "2026-06-24T02:02:11Z"),
            ("2d", "2026-06-22T08:02:11Z"),
            ("1w", "2026-06-17T08:02:11Z"),
            ("1h30m", "2026-06-24T06:32:11Z"),
            ("3 days ago", "2026-06-21T08:02:11Z"),
            ("today", "2026-06-23T16:00:00Z"),
            ("yesterday", "2026-06-22T16:00:00Z"),
            ("2026-06-20", "2026-06-19T16:00:00Z"),
            ("2026-06-20 09:30", "2026-06-20T01:30:00Z"),
            ("2026-06-20 09:30:05", "2026-06-20T01:30:05Z"),
            ("2026-06-20T09:30:05Z", "2026-06-20T09:30:05Z"),
            ("2026-06-20T09:30:05+02:00", "2026-06-20T07:30:05Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        for text in ["", "soon", "15", "2026-13-01", "24.06.2026", "6x"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
