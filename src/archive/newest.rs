//! Which of several records of an invocation counts: a line of 32 bytes for each record, sorted once.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash as _, Hasher as _};

use foldhash::fast::FixedState;
use jiff::Timestamp;

use crate::model::{Invocation, Origin, Shown, Tally};

/// Where a record stands: the place of its file, and its line in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct LinePlace {
    pub file: u32,
    pub line: u32,
}

/// What of a record decides whether it counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Made of its region and its ID.
    id: u64,
    /// When an archive saw it, in milliseconds; `i64::MIN` where none says so.
    seen: i64,
    place: LinePlace,
    /// When it was last updated, in seconds.
    updated: u32,
    has_ended: bool,
    has_output: bool,
    lacks_output: bool,
}

/// A number that stands for what tells a record from all others: its region, its ID, and which of its instances were named,
/// for the service may have answered with each of them by itself.
pub(super) fn identity(record: &Invocation, region: &str, named: &Shown) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    (region, record.key()).hash(&mut hasher);
    if *named != Shown::All {
        record
            .chosen(named)
            .for_each(|instance| instance.id().hash(&mut hasher));
    }
    hasher.finish()
}

impl Entry {
    pub(super) fn new(
        record: &Invocation,
        origin: &Origin,
        named: &Shown,
        place: LinePlace,
    ) -> Self {
        let (mut updated, mut has_output, mut lacks_output) = (0, false, false);
        for instance in record.instances() {
            let fields = instance.record();
            let time = fields.time("UpdateTime").map_or(0, Timestamp::as_second);
            updated = updated.max(u32::try_from(time).unwrap_or_default());
            match fields.raw("Output") {
                Some(_) => has_output = true,
                None => lacks_output = true,
            }
        }
        Self {
            id: identity(record, &origin.region, named),
            seen: origin
                .seen
                .as_ref()
                .map_or(i64::MIN, |seen| seen.at.as_millisecond()),
            place,
            updated,
            has_ended: Tally::of(record, named).pending == 0,
            has_output,
            lacks_output,
        }
    }

    /// The place of its file.
    pub(super) fn file(&self) -> usize {
        self.place.file as usize
    }

    pub(super) fn place(&self) -> LinePlace {
        self.place
    }

    /// What orders records that no archive saw, or of which only one was seen by an archive.
    fn unseen(&self) -> (bool, u32, LinePlace) {
        (self.has_ended, self.updated, self.place)
    }
}

/// What is to be done with a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum RecordRole {
    /// A newer one counts.
    #[default]
    Older,
    /// It counts.
    Newest,
    /// It counts, and an older one may have outputs that it lacks.
    Lacking,
    /// A newer one counts, which may lack outputs that it has.
    Donor,
}

/// The role of each record.
#[derive(Debug, Default)]
pub(super) struct RecordRoles {
    /// By file and line.
    roles: Vec<Vec<RecordRole>>,
    /// Where the first record of an invocation stands, of which a later one counts.
    first: HashMap<LinePlace, LinePlace>,
}

impl RecordRoles {
    /// Settles which records count. With `outputs`, older ones may give theirs.
    pub(super) fn new(mut entries: Vec<Entry>, outputs: bool) -> Self {
        entries.sort_unstable_by_key(|entry| (entry.id, entry.place));
        let mut all = Self::default();
        for records in entries.chunk_by(|one, next| one.id == next.id) {
            if let Some(newest) = newest(records) {
                all.settle(records, newest, outputs);
            }
        }
        all
    }

    fn settle(&mut self, records: &[Entry], newest: &Entry, outputs: bool) {
        let gives = |entry: &&Entry| entry.has_output && entry.place != newest.place;
        let lacking = outputs && newest.lacks_output && records.iter().any(|it| gives(&it));
        for donor in records.iter().filter(|_| lacking).filter(gives) {
            self.set(donor.place, RecordRole::Donor);
        }
        let role = if lacking {
            RecordRole::Lacking
        } else {
            RecordRole::Newest
        };
        self.set(newest.place, role);
        let first = records.first().map(|first| first.place);
        if let Some(first) = first.filter(|first| *first != newest.place) {
            self.first.insert(newest.place, first);
        }
    }

    fn set(&mut self, place: LinePlace, role: RecordRole) {
        let (file, line) = (place.file as usize, place.line as usize);
        if self.roles.len() <= file {
            self.roles.resize(file + 1, Vec::new());
        }
        if let Some(roles) = self.roles.get_mut(file) {
            if roles.len() <= line {
                roles.resize(line + 1, RecordRole::Older);
            }
            if let Some(known) = roles.get_mut(line) {
                *known = role;
            }
        }
    }

    pub(super) fn of(&self, place: LinePlace) -> RecordRole {
        let roles = self.roles.get(place.file as usize);
        let role = roles.and_then(|roles| roles.get(place.line as usize));
        role.copied().unwrap_or_default()
    }

    /// Where the first record of the invocation stands whose newest record is here.
    pub(super) fn first(&self, newest: LinePlace) -> LinePlace {
        self.first.get(&newest).copied().unwrap_or(newest)
    }
}

/// The one that counts. Of those that an archive saw, the one that was seen last. Of the others, and between that one and
/// them: one that has ended, then one that was updated later, then the later one.
pub(super) fn newest(records: &[Entry]) -> Option<&Entry> {
    let seen = records.iter().filter(|entry| entry.seen != i64::MIN);
    let seen = seen.max_by_key(|entry| (entry.seen, entry.unseen()));
    let unseen = records.iter().filter(|entry| entry.seen == i64::MIN);
    seen.into_iter()
        .chain(unseen)
        .max_by_key(|entry| entry.unseen())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record for each text: when it was seen, whether it has ended, when it was updated, and its output.
    fn newest_of(texts: &[&str]) -> usize {
        let entries = texts.iter().enumerate().map(|(line, text)| {
            let mut words = text.split(' ');
            let mut number = || words.next().unwrap_or_default().parse().unwrap_or(i64::MIN);
            let (seen, ended, updated) = (number(), number(), number());
            Entry {
                id: 1,
                seen,
                place: LinePlace {
                    file: 0,
                    line: u32::try_from(line).unwrap(),
                },
                updated: u32::try_from(updated).unwrap(),
                has_ended: ended == 1,
                has_output: false,
                lacks_output: false,
            }
        });
        let entries: Vec<Entry> = entries.collect();
        newest(&entries).unwrap().place.line as usize
    }

    #[test]
    fn the_newest_counts_whatever_the_order() {
        for (texts, expected) in [
            // The one that was seen last, even if it has not ended: a task may go on.
            (vec!["5 1 9", "7 0 8"], 1),
            (vec!["7 0 8", "5 1 9"], 0),
            (vec!["7 0 8", "7 1 8", "7 0 8"], 1),
            // Without a time: what has ended, what was updated later, what stands later.
            (vec!["- 0 9", "- 1 3"], 1),
            (vec!["- 1 3", "- 0 9"], 0),
            (vec!["- 1 4", "- 1 3"], 0),
            (vec!["- 1 3", "- 1 3"], 1),
            // One with and one without a time.
            (vec!["9 0 9", "- 1 3"], 1),
            (vec!["9 1 3", "- 0 9"], 0),
            (vec!["9 0 9", "5 1 3", "- 1 2"], 2),
        ] {
            assert_eq!(newest_of(&texts), expected, "{texts:?}");
        }
    }

    #[test]
    fn outputs_are_given_only_where_they_are_lacking() {
        let entry = |line, seen, has_output| Entry {
            id: 1,
            seen,
            place: LinePlace { file: 0, line },
            updated: 0,
            has_ended: true,
            has_output,
            lacks_output: !has_output,
        };
        let entries = vec![entry(0, 1, true), entry(1, 2, false), entry(2, 0, false)];
        let roles = |outputs| {
            let roles = RecordRoles::new(entries.clone(), outputs);
            [0, 1, 2].map(|line| roles.of(LinePlace { file: 0, line }))
        };
        assert_eq!(
            roles(true),
            [RecordRole::Donor, RecordRole::Lacking, RecordRole::Older]
        );
        assert_eq!(
            roles(false),
            [RecordRole::Older, RecordRole::Newest, RecordRole::Older]
        );
        let place = LinePlace { file: 0, line: 1 };
        assert_eq!(RecordRoles::new(entries, false).first(place).line, 0);
    }
}
