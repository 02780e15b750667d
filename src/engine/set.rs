//! The set that a query is about, as far as it was read: how each record of it stands, each once however often it comes.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
use jiff::Timestamp;

use crate::model::{Invocation, Row, Shown, Tally};
use crate::query::Query;

/// How the records of a set stand.
#[derive(Debug, Default)]
pub struct Set {
    /// Where each record stands in `members`, by its region and by what tells it from the others there.
    places: BTreeMap<String, Places>,
    members: Vec<Member>,
    /// When each was updated, where that decides which is newer.
    updates: Vec<Option<Timestamp>>,
    /// What few records have: words that nobody knows, and contradictions; by the place of the record.
    remarks: BTreeMap<usize, Tally>,
    /// Whether tasks that never end by themselves are left out.
    without_endless: bool,
    /// Whether records that were updated later are newer: they were saved at different times, in any order.
    by_update: bool,
}

/// Small, since there may be many.
type Places = HashMap<Box<str>, u32, RandomState>;

/// What of a record counts, small as well.
#[derive(Debug)]
struct Member {
    failed: u32,
    pending: u32,
    exit_code: u8,
    is_dry: bool,
    is_endless: bool,
}

/// What became of a record that was given to a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is the first of its invocation.
    First,
    /// Its invocation was there already, as this one of the set from 0, and it is newer.
    Newer(usize),
    /// Its invocation was there already, and it is not newer.
    Older,
}

impl Set {
    /// An empty set, judged as a query says.
    #[must_use]
    pub fn new(query: &Query) -> Self {
        Self {
            without_endless: !query.judges_endless(),
            ..Self::default()
        }
    }

    /// An empty set of records that were saved at different times.
    #[must_use]
    pub fn of_saved() -> Self {
        Self {
            by_update: true,
            ..Self::default()
        }
    }

    /// Takes a record; of several of one invocation the newer counts, or of equally new ones the later.
    pub fn take(&mut self, row: &Row) -> Taken {
        let next = small(self.members.len());
        let places = self.places.entry(row.origin().region.clone()).or_default();
        let place = *places.entry(key(row).into_boxed_str()).or_insert(next) as usize;
        let mut tally = row.tally();
        let member = Member {
            failed: small(tally.failed),
            pending: small(tally.pending),
            exit_code: tally.exit_code,
            is_dry: tally.dry_runs > 0,
            is_endless: self.without_endless && row.invocation().is_endless(),
        };
        let update = self.by_update.then(|| updated(row.invocation())).flatten();
        let known_update = self.updates.get(place).copied().flatten();
        let taken = match self.members.get_mut(place) {
            None => {
                self.members.push(member);
                self.remember(place, update);
                Taken::First
            }
            // One that has ended is newer, then one that was updated later.
            Some(known) if (member.has_ended(), update) >= (known.has_ended(), known_update) => {
                *known = member;
                self.remember(place, update);
                self.remarks.remove(&place);
                Taken::Newer(place)
            }
            Some(_) => return Taken::Older,
        };
        if !(tally.unknown.is_empty() && tally.contradictions.is_empty()) {
            tally = Tally {
                unknown: tally.unknown,
                contradictions: tally.contradictions,
                ..Tally::default()
            };
            self.remarks.insert(place, tally);
        }
        taken
    }

    fn remember(&mut self, place: usize, update: Option<Timestamp>) {
        if self.by_update {
            self.updates.resize(self.updates.len().max(place + 1), None);
            if let Some(known) = self.updates.get_mut(place) {
                *known = update;
            }
        }
    }

    /// How the set stands.
    #[must_use]
    pub fn tally(mut self) -> Tally {
        let mut all = Tally::default();
        for (place, member) in self.members.iter().enumerate() {
            if member.is_endless {
                all.endless += 1;
                continue;
            }
            all.matched += 1;
            all.failed += member.failed as usize;
            all.pending += member.pending as usize;
            all.exit_code = all.exit_code.max(member.exit_code);
            all.dry_runs += usize::from(member.is_dry);
            if let Some(remarks) = self.remarks.remove(&place) {
                all.add(remarks);
            }
        }
        all
    }
}

impl Member {
    fn has_ended(&self) -> bool {
        self.pending == 0
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// How a list of records stands.
#[must_use]
pub fn tally<'r>(query: &Query, rows: impl IntoIterator<Item = &'r Row>) -> Tally {
    let mut set = Set::new(query);
    for row in rows {
        set.take(row);
    }
    set.tally()
}

/// What tells a record from the others of its region: what it is, and which of its instances were named, for the service may
/// answer with each of them by itself.
fn key(row: &Row) -> String {
    let mut key = row.invocation().key();
    if matches!(row.named(), Shown::Some(_)) {
        for instance in row.invocation().chosen(row.named()) {
            key = key + "\n" + &instance.id();
        }
    }
    key
}

/// When the service last changed what it says of an invocation.
fn updated(invocation: &Invocation) -> Option<Timestamp> {
    let times = invocation
        .instances()
        .filter_map(|instance| instance.record().time("UpdateTime"));
    times.max()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Body, Encoding};

    fn row(status: &str, mode: &str, updated: &str) -> Row {
        let body = Body::new(format!(
            r#"[{{"InvokeId":"t-1","InvocationStatus":"{status}","RepeatMode":"{mode}","InvokeInstances":[{{"InstanceId":"i-1",
            "InvocationStatus":"{status}","UpdateTime":"{updated}"}}]}}]"#
        ));
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let mut list = Invocation::read_list(&body, Encoding::Base64, &mut parser).unwrap();
        Row::new(list.remove(0), Arc::default(), Shown::All, Shown::All)
    }

    #[test]
    fn the_newer_of_two_records_counts() {
        let taken = |first: Row, second: Row| {
            let mut set = Set::of_saved();
            assert_eq!(set.take(&first), Taken::First);
            let taken = set.take(&second);
            let tally = set.tally();
            (taken, tally.failed, tally.pending)
        };
        let (old, new) = ("2026-06-24T07:00:00Z", "2026-06-24T07:05:00Z");
        let running = || row("Running", "Once", new);
        let ok = || row("Success", "Once", old);
        let failed = || row("Failed", "Once", new);
        assert_eq!(
            taken(running(), ok()),
            (Taken::Newer(0), 0, 0),
            "what has ended stays ended"
        );
        assert_eq!(taken(ok(), running()), (Taken::Older, 0, 0));
        assert_eq!(taken(ok(), failed()), (Taken::Newer(0), 1, 0));
        assert_eq!(taken(failed(), ok()), (Taken::Older, 1, 0));
        assert_eq!(
            taken(ok(), row("Failed", "Once", old)),
            (Taken::Newer(0), 1, 0),
            "the later of equally new ones"
        );
    }

    #[test]
    fn tasks_that_do_not_end_are_counted_by_themselves() {
        let endless = row("Running", "Period", "");
        let stopped = row("Stopped", "Period", "");
        let left_out = tally(&Query::default(), [&endless]);
        assert_eq!((left_out.matched, left_out.endless), (0, 1));
        let ended = tally(&Query::default(), [&stopped]);
        assert_eq!((ended.matched, ended.endless), (1, 0));
        let asked = Query {
            statuses: vec!["Running"],
            ..Query::default()
        };
        assert_eq!(tally(&asked, [&endless]).pending, 1);
    }
}
