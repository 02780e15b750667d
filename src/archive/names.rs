//! The name of a file of an archive, which says what the sync was that wrote it:
//! `20261125T012345678Z-RANDOM[.output][.part][.filter-TEXT].jsonl.gz`.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use crate::host::Random;
use crate::query::Query;

const SUFFIX: &str = ".jsonl.gz";

/// What a file's name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName {
    /// When its sync began.
    pub at: Timestamp,
    /// Tells it from others of that moment.
    pub random: String,
    /// Outputs were asked for.
    pub with_output: bool,
    /// More belongs to its sync, or should: no later sync may rely on what was seen until then.
    pub is_part: bool,
    /// What the sync was narrowed by.
    pub filter: Option<String>,
}

impl FileName {
    /// A name that nothing has yet.
    pub fn new(at: Timestamp, random: &Random) -> Self {
        Self {
            at,
            random: random.nonce().get(..8).unwrap_or_default().to_owned(),
            with_output: false,
            is_part: false,
            filter: None,
        }
    }

    /// As it stands on the disk.
    pub fn text(&self) -> String {
        let at = self.at.strftime("%Y%m%dT%H%M%S");
        let millis = self.at.subsec_millisecond();
        let mut text = format!("{at}{millis:03}Z-{}", self.random);
        let words = [("output", self.with_output), ("part", self.is_part)];
        for (word, _) in words.into_iter().filter(|(_, is)| *is) {
            text = format!("{text}.{word}");
        }
        if let Some(filter) = &self.filter {
            text = format!("{text}.filter-{filter}");
        }
        text + SUFFIX
    }

    /// What a name says; `None` where somebody else gave it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.strip_suffix(SUFFIX)?.split('.');
        let (at, random) = words.next()?.split_once("Z-")?;
        let (seconds, millis) = at.split_at_checked(15)?;
        let seconds: DateTime = seconds.parse().ok()?;
        let at = seconds.to_zoned(TimeZone::UTC).ok()?.timestamp();
        let millis: i64 = millis.parse().ok()?;
        let at = Timestamp::from_millisecond(at.as_millisecond() + millis).ok()?;
        let mut name = Self {
            at,
            random: random.to_owned(),
            with_output: false,
            is_part: false,
            filter: None,
        };
        for word in words {
            match word {
                "output" => name.with_output = true,
                "part" => name.is_part = true,
                _ => name.filter = Some(word.strip_prefix("filter-")?.to_owned()),
            }
        }
        Some(name)
    }

    /// Whether a later sync may rely on its having seen everything until then that the same filter selects.
    pub fn is_mark_for(&self, filter: Option<&str>, with_output: bool) -> bool {
        let is_filter = self.filter.is_none() || self.filter.as_deref() == filter;
        !self.is_part && is_filter && (self.with_output || !with_output)
    }
}

/// Characters that stand for themselves in a filter's text.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'=')
    .remove(b',');

/// The longest readable part of a filter's text.
const READABLE: usize = 60;

/// What a sync is narrowed by, for a file's name: readable as far as it goes, and behind that a digest of all of it.
pub fn filter(query: &Query) -> Option<String> {
    let own = Query {
        include_output: false,
        page_size: None,
        ..query.clone()
    };
    let all = format!("{own:?}");
    if all == format!("{:?}", Query::default()) {
        return None;
    }
    let tags = query.tags.iter().map(|tag| match &tag.value {
        Some(value) => format!("{}={value}", tag.key),
        None => tag.key.clone(),
    });
    let name = query.command_name.as_ref().and_then(|name| name.whole());
    let words = query.ids.all().into_iter().chain(name.map(str::to_owned));
    let statuses = query.statuses.iter().map(|status| (*status).to_owned());
    let words: Vec<String> = words.chain(statuses).chain(tags).collect();
    let readable = utf8_percent_encode(&words.join(","), PLAIN).to_string();
    let digest = Sha256::digest(all).first_chunk().copied();
    let digest = format!("{:08x}", u32::from_be_bytes(digest.unwrap_or_default()));
    Some(match readable.get(..READABLE).unwrap_or(&readable) {
        "" => digest,
        readable => format!("{readable},{digest}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Id;

    #[test]
    fn a_name_says_what_its_sync_was() {
        let at: Timestamp = "2026-11-25T01:23:45.678Z".parse().unwrap();
        let mut query = Query::default();
        assert_eq!(filter(&query), None);
        query.include_output = true;
        assert_eq!(filter(&query), None);
        query.ids.add(Id::parse("t-1").unwrap());
        query.statuses = vec!["Failed"];
        let filter = filter(&query).unwrap();
        assert!(filter.starts_with("t-1,Failed,"), "{filter}");
        let plain = FileName::new(at, &Random::new(|_| {}));
        assert_eq!(plain.text(), "20261125T012345678Z-00000000.jsonl.gz");
        let full = FileName {
            with_output: true,
            is_part: true,
            filter: Some(filter.clone()),
            ..plain.clone()
        };
        for name in [&plain, &full] {
            assert_eq!(FileName::parse(&name.text()).as_ref(), Some(name));
        }
        for stranger in ["a.jsonl.gz", "20261125T012345678Z-1.what.jsonl.gz", "x"] {
            assert_eq!(FileName::parse(stranger), None);
        }
        let own = FileName {
            is_part: false,
            ..full.clone()
        };
        assert!(plain.is_mark_for(Some(&filter), false) && !plain.is_mark_for(None, true));
        assert!(own.is_mark_for(Some(&filter), true) && !own.is_mark_for(None, false));
        assert!(!full.is_mark_for(Some(&filter), true));
    }
}
