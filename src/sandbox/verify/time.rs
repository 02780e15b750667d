//! The time of a request: its form, and how far it may be off.

use jiff::{SignedDuration, Timestamp};

use crate::sandbox::refusal::Refusal;

/// How far the client's clock may differ from the server's.
pub const SKEW: SignedDuration = SignedDuration::from_mins(15);

/// Reads `YYYY-MM-DDThh:mm:ssZ` and refuses times that are too far off.
pub fn check(text: &str, now: Timestamp) -> Result<Timestamp, Refusal> {
    let time = read(text).ok_or_else(Refusal::bad_time)?;
    if time.duration_since(now).abs() > SKEW {
        return Err(Refusal::time_expired());
    }
    Ok(time)
}

fn read(text: &str) -> Option<Timestamp> {
    let time: Timestamp = text.parse().ok()?;
    // Other spellings of a time, such as one with a zone or with parts of a second, are not the service's.
    (time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string() == text).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        let now = "2026-06-24T08:00:00Z".parse().unwrap();
        match check(text, now) {
            Ok(_) => String::new(),
            Err(refusal) => refusal.code.into_owned(),
        }
    }

    #[test]
    fn fifteen_minutes_either_way_are_accepted() {
        assert_eq!(code("2026-06-24T07:45:00Z"), "");
        assert_eq!(code("2026-06-24T08:15:00Z"), "");
        assert_eq!(code("2026-06-24T07:44:59Z"), "InvalidTimeStamp.Expired");
        assert_eq!(code("2026-06-24T08:15:01Z"), "InvalidTimeStamp.Expired");
    }

    #[test]
    fn only_the_one_form_is_read() {
        for text in [
            "",
            "now",
            "2026-06-24 08:00:00",
            "2026-06-24T08:00:00.5Z",
            "2026-06-24T10:00:00+02:00",
            "2026-06-24T08:00Z",
        ] {
            assert_eq!(code(text), "InvalidTimeStamp.Format", "{text}");
        }
    }
}
