//! Times as the service writes them, and how long something took.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Reads `2026-06-24T07:02:11Z`, and the form of 2018, `2026-06-24 07:02:11`, which has no zone and is taken as UTC.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        civil
            .to_zoned(TimeZone::UTC)
            .ok()
            .map(|zoned| zoned.timestamp())
    })
}

/// Whole seconds from `start` to `end`, if `end` is not before `start`.
#[must_use]
pub fn seconds_between(start: Timestamp, end: Timestamp) -> Option<u64> {
    u64::try_from(end.as_second() - start.as_second()).ok()
}

/// A length of time for eyes: `4s`, `1m01s`, `2h05m`, `3d04h`.
#[must_use]
pub fn took(seconds: u64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
    match () {
        () if minutes == 0 => format!("{seconds}s"),
        () if hours == 0 => format!("{minutes}m{:02}s", seconds % 60),
        () if days == 0 => format!("{hours}h{:02}m", minutes % 60),
        () => format!("{days}d{:02}h", hours % 24),
    }
}

/// A length of time that was set by somebody, without parts that are zero: `20m`, `1h`, `90s` as `1m30s`.
#[must_use]
pub fn span(seconds: u64) -> String {
    let text = took(seconds);
    let bare = text
        .strip_suffix("00s")
        .or_else(|| text.strip_suffix("00m"));
    bare.or_else(|| text.strip_suffix("00h"))
        .map_or(text.clone(), str::to_owned)
}

/// How long ago, in its largest unit: `12s`, `18m`, `6h`, `3d`; a time in the future is `0s`.
#[must_use]
pub fn age(then: Timestamp, now: Timestamp) -> String {
    let seconds = seconds_between(then, now).unwrap_or(0);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..86400 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_the_service_are_read() {
        let new = parse("2026-06-24T07:02:11Z").unwrap();
        assert_eq!(parse("2026-06-24 07:02:11"), Some(new));
        assert_eq!(
            parse("2026-06-24T07:02Z").map(|t| t.to_string()).as_deref(),
            Some("2026-06-24T07:02:00Z")
        );
        assert_eq!(parse(""), None);
        assert_eq!(parse("soon"), None);
    }

    #[test]
    fn lengths_read_well() {
        let lengths = [0, 4, 61, 483, 3600, 7500, 90000].map(took);
        assert_eq!(
            lengths,
            ["0s", "4s", "1m01s", "8m03s", "1h00m", "2h05m", "1d01h"]
        );
    }

    #[test]
    fn set_lengths_have_no_empty_parts() {
        let lengths = [0, 60, 90, 1200, 3600, 86400].map(span);
        assert_eq!(lengths, ["0s", "1m", "1m30s", "20m", "1h", "1d"]);
    }

    #[test]
    fn ages_use_their_largest_unit() {
        let now = Timestamp::from_second(1_000_000).unwrap();
        let ages = [0, 59, 60, 3599, 3600, 86399, 86400, 900_000]
            .map(|s| age(Timestamp::from_second(1_000_000 - s).unwrap(), now));
        assert_eq!(ages, ["0s", "59s", "1m", "59m", "1h", "23h", "1d", "10d"]);
        assert_eq!(age(now, Timestamp::from_second(999_000).unwrap()), "0s");
    }
}
