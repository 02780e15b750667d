//! The set that a query is about, as far as it was read: how each record of it stands, each once however often it comes.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::Timestamp;

use crate::model::{Invocation, Selected, Shown, Tally};
use crate::query::Query;

/// How the records of a set stand.
#[derive(Debug, Default)]
pub struct Set {
    members: HashMap<(String, String), Member>,
    /// Whether tasks that never end by themselves are left out.
    without_endless: bool,
}

#[derive(Debug)]
struct Member {
    place: usize,
    tally: Tally,
    age: Age,
    is_endless: bool,
}

/// Which of two records of one invocation is the newer: one that has ended, then the one that was updated later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Age {
    has_ended: bool,
    updated: Option<Timestamp>,
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

    /// Takes a record; of several of one invocation the newer counts, or of equally new ones the later.
    pub fn take(&mut self, row: &Selected) -> Taken {
        let tally = row.tally();
        let mut member = Member {
            place: self.members.len(),
            age: Age {
                has_ended: tally.pending == 0,
                updated: updated(&row.invocation),
            },
            is_endless: self.without_endless && row.invocation.is_endless(),
            tally,
        };
        match self.members.entry((row.origin.region.clone(), key(row))) {
            Entry::Vacant(free) => {
                free.insert(member);
                Taken::First
            }
            Entry::Occupied(mut known) if member.age >= known.get().age => {
                member.place = known.get().place;
                let place = member.place;
                known.insert(member);
                Taken::Newer(place)
            }
            Entry::Occupied(_) => Taken::Older,
        }
    }

    /// How the set stands.
    #[must_use]
    pub fn tally(self) -> Tally {
        let mut all = Tally::default();
        for member in self.members.into_values() {
            if member.is_endless {
                all.endless += 1;
            } else {
                all.add(member.tally);
            }
        }
        all
    }
}

/// How a list of records stands.
#[must_use]
pub fn tally<'r>(query: &Query, rows: impl IntoIterator<Item = &'r Selected>) -> Tally {
    let mut set = Set::new(query);
    for row in rows {
        set.take(row);
    }
    set.tally()
}

/// What tells a record from the others of its region: what it is, and which of its instances were named, for the service may
/// answer with each of them by itself.
fn key(row: &Selected) -> String {
    let mut key = row.key();
    if matches!(row.named, Shown::Some(_)) {
        for instance in row.invocation.chosen(&row.named) {
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

    fn row(status: &str, mode: &str, updated: &str) -> Selected {
        let body = Body::new(format!(
            r#"[{{"InvokeId":"t-1","InvocationStatus":"{status}","RepeatMode":"{mode}","InvokeInstances":[{{"InstanceId":"i-1",
            "InvocationStatus":"{status}","UpdateTime":"{updated}"}}]}}]"#
        ));
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let mut list = Invocation::read_list(&body, Encoding::Base64, &mut parser).unwrap();
        Selected {
            invocation: list.remove(0),
            origin: Arc::default(),
            named: Shown::All,
            shown: Shown::All,
        }
    }

    #[test]
    fn the_newer_of_two_records_counts() {
        let taken = |first: Selected, second: Selected| {
            let mut set = Set::new(&Query::default());
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
